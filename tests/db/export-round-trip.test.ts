/** What is exported is imported again, read as it is proposed: into the same registry nothing changes, into an empty one it is the same registry. A format needs one line here. */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { censusSettings } from '../../server/census/census.queries.ts'
import { importComponents } from '../../server/census/import-components.ts'
import { inspectLayer } from '../../server/census/inspection/inspect-layer.ts'
import { mappingOf } from '../../server/census/staging/layer-reading.ts'
import { one } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { findLayers } from '../../server/readers/find-layers.ts'
import { useDatabase } from '../support/database.ts'
import { exportTo, makeExportRegistry, type Told, tellComponents } from '../support/exports.ts'

/** What is asked of an export; Shapefiles are several layers and cut long texts, so they are compared in export-formats.test.ts. */
const FORMATS: Record<string, Record<string, string>> = {
  geojson: { format: 'geojson' },
  'geojson in EPSG:4490, under the names of 2013': { format: 'geojson', names: '2013', crs: 'EPSG:4490' },
  'csv in UTF-8': { format: 'csv', geometry: 'wkt' },
  'csv with positions, and shapes beside them': { format: 'csv', geometry: 'xy' },
  'csv in GB18030, under the names of 2026': {
    format: 'csv',
    encoding: 'gb18030',
    geometry: 'wkt',
    names: '2026',
  },
  geopackage: { format: 'geopackage' },
  'xlsx, under the names of 2013': { format: 'xlsx', geometry: 'wkt', names: '2013' },
}
const EDITION = 'TEST 1-2013'
const COUNT = 600

const registry = useDatabase()
let folder: string
let kept: string
let original: Told[]
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-round-'))
  await makeExportRegistry(registry().db, COUNT)
  original = await tellComponents(registry().db)
  kept = path.join(folder, 'kept')
  await exportTo(registry(), kept, FORMATS.geojson ?? {})
})
afterAll(() => rm(folder, { recursive: true }))
/** Each test begins with the registry of the first. */
const restore = async () => {
  await registry().db.raw('truncate component cascade')
  await bringIn(kept, 'EPSG:4326')
}

/** Read as it is proposed to whoever drops the file in; of the system a table says nothing. */
const bringIn = async (file: string, crs: string) => {
  const { db, embedded } = registry()
  const {
    layers: [layer],
  } = await findLayers(file, folder)
  if (layer === undefined) throw new Error('no layer')
  const { proposed } = await inspectLayer(layer, null, { db, edition: EDITION, shifts: {}, surveyor: null })
  const mapping = mappingOf({ ...proposed, crs }, censusSettings.parse({ edition: EDITION }))
  const work = { db, embedded, actor: SYSTEM, dryRun: false, folder, tell() {}, begin() {} }
  return importComponents([file], mapping, work)
}

test('the registry has something of everything, so that nothing can get lost unseen', () => {
  expect(original).toHaveLength(COUNT - 1)
  for (const field of Object.keys(original[0] ?? {}))
    expect([field, new Set(original.map((told) => JSON.stringify(told[field]))).size > 1]).toEqual([
      field,
      field !== 'edition',
    ])
})

describe.each(Object.entries(FORMATS))('%s', (_, question) => {
  beforeEach(restore)

  test('comes back the same', async () => {
    const { db } = registry()
    const file = path.join(folder, 'out')
    const { rows: written, crs } = await exportTo(registry(), file, question)
    expect(written).toBe(COUNT - 1)
    const again = await bringIn(file, crs)
    expect(again.refused).toEqual([])
    expect(again.outcome).toMatchObject({ same: COUNT - 1, new: 0, changed: 0, version: null })

    await db.raw('truncate component cascade')
    expect((await bringIn(file, crs)).outcome).toMatchObject({ new: COUNT - 1, refused: 0 })
    expect(await tellComponents(db)).toEqual(original)
  })

  test('in a projected system positions come back within a tenth of a millimetre, and the second time as they were', async () => {
    const { db } = registry()
    const file = path.join(folder, 'projected')
    const { crs } = await exportTo(registry(), file, { ...question, crs: 'EPSG:4528' })
    await db.raw('truncate component cascade')
    expect((await bringIn(file, crs)).outcome).toMatchObject({ refused: 0, new: COUNT - 1 })
    const { farthest } = await one<{ farthest: number }>(
      db,
      `select max(st_hausdorffdistance(v.geom, st_setsrid(st_geomfromgeojson(w.shape), 4490))) * 111000 as farthest
         from component_version as v
         join unnest(:codes::text[], :shapes::text[]) as w (code, shape) on w.code = v.code
        where v.valid_to is null`,
      { codes: original.map(({ code }) => code), shapes: original.map(({ shape }) => JSON.stringify(shape)) },
    )
    expect(farthest).toBeLessThan(0.0001)
    await exportTo(registry(), file, { ...question, crs: 'EPSG:4528' })
    expect((await bringIn(file, crs)).outcome).toMatchObject({ same: COUNT - 1, changed: 0 })
  })
})
