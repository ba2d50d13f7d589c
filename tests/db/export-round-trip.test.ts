/** What is exported is imported again: into the same registry nothing changes, into an empty one it is the same registry. A format needs one line here. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { one } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { runImport } from '../../server/imports/import.cli.ts'
import { useDatabase } from '../support/database.ts'
import { exportTo, makeExportRegistry, type Told, tellComponents } from '../support/exports.ts'

/** Formats that an import reads; Shapefiles are several layers and cut long texts, so they are compared in export-formats.test.ts. `geometry`: where its columns keep the shape. */
const FORMATS: Record<string, { question: Record<string, string>; geometry?: object }> = {
  geojson: { question: { format: 'geojson' } },
  'geojson in EPSG:4490, under the names of 2013': {
    question: { format: 'geojson', names: '2013', crs: 'EPSG:4490' },
  },
  'csv in UTF-8': { question: { format: 'csv', geometry: 'wkt' }, geometry: { wkt: 'wkt' } },
  'csv in GB18030, under the names of 2026': {
    question: { format: 'csv', encoding: 'gb18030', geometry: 'wkt', names: '2026' },
    geometry: { wkt: 'wkt' },
  },
  geopackage: { question: { format: 'geopackage' } },
  'xlsx, under the names of 2013': {
    question: { format: 'xlsx', geometry: 'wkt', names: '2013' },
    geometry: { wkt: 'wkt' },
  },
}

const role = (name: string, [code, unit]: [string[], string[]]) => ({
  code: [`${name}_code`, ...code],
  name: [`${name}_name`, ...unit],
  state: `${name}_confirmation`,
  until: `${name}_until`,
  basis: `${name}_basis`,
})
const MAPPING = {
  edition: 'TEST 1-2013',
  code: ['code', 'ObjID', 'GLBJBSM'],
  class: 'class_code',
  className: ['class_name', 'ObjName', 'GLBJMC'],
  name: 'name',
  state: ['state', 'ObjState', 'GLBJZT'],
  location: 'location',
  surveyedOn: ['surveyed_on', 'ORDate', 'CSRQ'],
  changedOn: ['changed_on', 'CHDate', 'BGRQ'],
  dataSource: ['data_source', 'DataSource', 'SJLY'],
  note: ['note', 'Note', 'BZ'],
  competent: role('competent', [
    ['DeptCode1', 'ZGBMDM'],
    ['DeptName1', 'ZGBMMC'],
  ]),
  owner: role('owner', [
    ['DeptCode2', 'QSDWDM'],
    ['DeptName2', 'QSDWMC'],
  ]),
  maintainer: role('maintainer', [
    ['DeptCode3', 'YHDWDM'],
    ['DeptName3', 'YHDWMC'],
  ]),
  extra: 'extra',
  ignore: [
    // A GeoPackage's row number.
    'fid',
    'edition',
    'grid_responsibility',
    'BGID',
    'SZDYWGBSM',
    'SZJDDM',
    'SZJDMC',
    'SZSQDM',
    'SZSQMC',
  ],
}
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
  await exportTo(registry(), kept, FORMATS.geojson?.question ?? {})
})
afterAll(() => rm(folder, { recursive: true }))
/** Each test begins with the registry of the first. */
const restore = async () => {
  await registry().db.raw('truncate component cascade')
  await bringIn(kept, 'EPSG:4326', undefined)
}

const bringIn = async (file: string, crs: string, geometry: object | undefined) => {
  const mapping = path.join(folder, 'mapping.json')
  await writeFile(mapping, JSON.stringify({ ...MAPPING, crs, ...(geometry ? { geometry } : {}) }))
  const [printed, said]: [string[], string[]] = [[], []]
  const { db, embedded } = registry()
  const deps = { db, embedded, actor: SYSTEM, language: 'en' as const }
  const code = await runImport(['components', file, '--mapping', mapping, '--json'], {
    ...deps,
    print: (line) => printed.push(line),
    say: (line) => said.push(line),
  })
  if (printed.length === 0) throw new Error(said.join('\n'))
  return { code, ...JSON.parse(printed.join('\n')) }
}

test('the registry has something of everything, so that nothing can get lost unseen', () => {
  expect(original).toHaveLength(COUNT - 1)
  for (const field of Object.keys(original[0] ?? {}))
    expect([field, new Set(original.map((told) => JSON.stringify(told[field]))).size > 1]).toEqual([
      field,
      field !== 'edition',
    ])
})

describe.each(Object.entries(FORMATS))('%s', (_, { question, geometry }) => {
  beforeEach(restore)

  test('comes back the same', async () => {
    const { db } = registry()
    const file = path.join(folder, 'out')
    const { rows: written, crs } = await exportTo(registry(), file, question)
    expect(written).toBe(COUNT - 1)
    const again = await bringIn(file, crs, geometry)
    expect(again.refused).toEqual([])
    expect(again.outcome).toMatchObject({ same: COUNT - 1, new: 0, changed: 0, version: null })

    await db.raw('truncate component cascade')
    expect((await bringIn(file, crs, geometry)).outcome).toMatchObject({ new: COUNT - 1, refused: 0 })
    expect(await tellComponents(db)).toEqual(original)
  })

  test('in a projected system positions come back within a tenth of a millimetre, and the second time as they were', async () => {
    const { db } = registry()
    const file = path.join(folder, 'projected')
    const { crs } = await exportTo(registry(), file, { ...question, crs: 'EPSG:4528' })
    await db.raw('truncate component cascade')
    expect((await bringIn(file, crs, geometry)).outcome).toMatchObject({ refused: 0, new: COUNT - 1 })
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
    expect((await bringIn(file, crs, geometry)).outcome).toMatchObject({ same: COUNT - 1, changed: 0 })
  })
})
