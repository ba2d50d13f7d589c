/** Looks which layers the delivered files hold, and at each of them that nobody looked at, or that is to be read in another way now. */
import { type Connection, first, one, rows } from '../../db/database.ts'
import { FileRefused } from '../../readers/file-refused.ts'
import { type FoundLayers, sayLeftOut } from '../../readers/find-layers.ts'
import type { Said } from '../../readers/source.ts'
import type { LayerInspection, LayerReading } from '../../shared/census.ts'
import { addLayer } from '../census.queries.ts'
import type { JobWork } from '../jobs/carry-out-job.ts'
import { readDatumShifts } from '../staging/city-datum.ts'
import type { DeliveredFile } from '../staging/delivered-files.ts'
import { inspectLayer } from './inspect-layer.ts'

const FAULT: Said = ['读取时程序出错，日志中有详情', 'The program failed at reading it; the log says more.']

/** What is known of something that cannot be read. */
const refusedInspection = ([zh, en]: Said): LayerInspection => ({
  fields: [],
  count: null,
  encoding: null,
  crs: null,
  candidates: [],
  proposed: { targets: {} },
  reasons: {},
  sample: [],
  warnings: [],
  edition: null,
  template: null,
  refused: { zh, en },
})

/** One file that none of our readers takes must not keep the others from being looked at. */
const orRefused = <T>(work: JobWork, what: string, reading: Promise<T>): Promise<T | LayerInspection> =>
  reading.catch((error: unknown) => {
    if (error instanceof FileRefused) return refusedInspection([error.zh, error.message])
    work.warn(what, error instanceof Error ? (error.stack ?? error.message) : String(error))
    return refusedInspection(FAULT)
  })

const saveInspection = (
  db: Connection,
  at: { censusId: number; layerNo: number; reading: LayerReading | null },
  inspection: LayerInspection,
): Promise<unknown[]> =>
  rows(
    db,
    `update census_layer as l
        set inspection = :inspection::jsonb, included = l.included and :readable::boolean
      where l.census_id = :censusId::bigint
        and l.layer_no = :layerNo::int
        -- Else it was set anew meanwhile, and is looked at once more.
        and l.reading = coalesce(:reading::jsonb, '{}')`,
    {
      ...at,
      reading: at.reading && JSON.stringify(at.reading),
      inspection: JSON.stringify(inspection),
      readable: inspection.refused === null,
    },
  )

const addLayers = async (
  db: Connection,
  censusId: number,
  file: DeliveredFile,
  found: FoundLayers | LayerInspection,
): Promise<void> => {
  const still = await first(
    db,
    `select f.id as id from census_file as f where f.id = :fileId::bigint for update`,
    {
      fileId: file.id,
    },
  )
  // Taken out again meanwhile.
  if (still === undefined) return
  const layers = 'refused' in found ? [{ name: file.name, format: '' }] : found.layers
  for (const { name, format } of layers) {
    const layerNo = await addLayer(db, { censusId, fileId: file.id, name, format })
    if ('refused' in found) await saveInspection(db, { censusId, layerNo, reading: null }, found)
  }
  await rows(db, `update census_file as f set searched_at = clock_timestamp() where f.id = :fileId::bigint`, {
    fileId: file.id,
  })
}

const findUnsearched = (db: Connection, censusId: number): Promise<DeliveredFile | undefined> =>
  first<DeliveredFile>(
    db,
    `select f.id as id, f.name as name, f.sha256 as sha256
       from census_file as f
      where f.census_id = :censusId::bigint
        and f.searched_at is null
      order by f.id
      limit 1`,
    { censusId },
  )

type Unseen = {
  readonly layerNo: number
  readonly name: string
  readonly file: DeliveredFile
  readonly reading: LayerReading | null
}

const findUnseen = (db: Connection, censusId: number): Promise<Unseen | undefined> =>
  first<Unseen>(
    db,
    `select l.layer_no as "layerNo", l.name as name, nullif(l.reading, '{}') as reading,
            json_build_object('id', f.id, 'name', f.name, 'sha256', f.sha256) as file
       from census_layer as l
       join census_file as f on f.id = l.file_id
      where l.census_id = :censusId::bigint
        and l.inspection = '{}'
      order by l.layer_no
      limit 1`,
    { censusId },
  )

/** Under which edition it was opened, and by whom. */
const readOpening = (db: Connection, censusId: number): Promise<{ edition: string; surveyor: string }> =>
  one(
    db,
    `select z.settings->>'edition' as edition, z.actor as surveyor from census as z where z.id = :censusId::bigint`,
    { censusId },
  )

const inspect = async (work: JobWork, censusId: number, unseen: Unseen): Promise<void> => {
  const { layerNo, name, file, reading } = unseen
  const look = async (): Promise<LayerInspection> => {
    const { layers, skipped } = await work.delivered.layersOf(file)
    const layer = layers.find((one) => one.name === name)
    if (layer === undefined) throw new Error(`layer ${name} of file ${file.id} vanished`)
    const { db } = work
    const seen = await inspectLayer(layer, reading, {
      db,
      ...(await readOpening(db, censusId)),
      shifts: await readDatumShifts(db),
      folder: await work.delivered.folder(),
    })
    // Said once, with the first of its layers.
    const left = layer === layers[0] ? sayLeftOut(skipped).map(([zh, en]) => ({ zh, en })) : []
    return { ...seen, warnings: [...left, ...seen.warnings] }
  }
  const inspection = await orRefused(work, `layer ${name} could not be inspected`, look())
  await saveInspection(work.db, { censusId, layerNo, reading }, inspection)
}

export const inspectFiles = async (work: JobWork, censusId: number): Promise<void> => {
  let seen = 0
  for (;;) {
    work.stopIfWanted()
    work.step({ stage: 'inspect', rows: seen, share: 0 })
    const file = await findUnsearched(work.db, censusId)
    if (file) {
      const found = await orRefused(
        work,
        `file ${file.name} could not be opened`,
        work.delivered.layersOf(file),
      )
      await work.db.transaction((trx) => addLayers(trx, censusId, file, found))
      continue
    }
    const unseen = await findUnseen(work.db, censusId)
    if (!unseen) return
    await inspect(work, censusId, unseen)
    seen++
  }
}
