/** Run as a process of its own: stages one file as a delivery and tells its parent how many rows came, under which census, and its greatest memory in bytes. */
import { addLayer, censusSettings, openCensus } from '../../server/census/census.queries.ts'
import { stageLayer } from '../../server/census/staging/stage-layer.ts'
import { openPool } from '../../server/db/database.ts'
import { componentMapping, parseMapping } from '../../server/imports/mapping.ts'
import { positionReader } from '../../server/imports/position.ts'
import { openSource } from '../../server/readers/open-layer.ts'

export type ToStage = {
  readonly address: object
  readonly schema: string
  readonly embedded: boolean
  readonly file: string
  /** A mapping file's content; its `crs` and `edition` are used. */
  readonly mapping: { readonly edition: string; readonly crs: string }
}
export type Staged = { readonly censusId: number; readonly rows: number; readonly peakBytes: number }

const stage = async ({ address, schema, embedded, file, mapping }: ToStage): Promise<Staged> => {
  const db = openPool(address, schema, 2)
  const parsed = parseMapping(componentMapping, mapping)
  const source = await openSource(file, parsed)
  const settings = censusSettings.parse({ edition: mapping.edition })
  const censusId = await openCensus(db, { title: file, settings, actor: 'test', accountId: null })
  const layerNo = await addLayer(db, { censusId, fileId: null, name: 'file', format: source.format })
  const rows = await stageLayer(
    { db, embedded, tell: () => {} },
    { censusId, layerNo, rowsBefore: 0 },
    { source, mapping: parsed, crs: mapping.crs, toPlace: positionReader(mapping.crs, null) },
  )
  await db.destroy()
  return { censusId, rows, peakBytes: process.resourceUsage().maxRSS * 1024 }
}

process.once('message', (asked: ToStage) => {
  stage(asked).then(
    (staged) => process.send?.(staged, () => process.disconnect()),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
