/** A dry run finds out all that the import would do, declarations included, and leaves nothing behind but the line of its batch. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importComponents } from '../../server/census/import-components.ts'
import { rows } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { establishDistrict } from '../../server/district/establish-district.ts'
import { importClasses } from '../../server/imports/import-classes.ts'
import { importGrids } from '../../server/imports/import-grids.ts'
import { componentMapping, gridMapping, parseMapping } from '../../server/imports/mapping.ts'
import { useDatabase } from '../support/database.ts'

const registry = useDatabase()
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-dry-'))
  await establishDistrict(registry().db)
})
afterAll(() => rm(folder, { recursive: true }))

const given = async (content: string): Promise<string> => {
  const file = path.join(folder, 'given.csv')
  await writeFile(file, content)
  return file
}
const options = (dryRun: boolean) => ({
  db: registry().db,
  embedded: registry().embedded,
  folder,
  actor: SYSTEM,
  dryRun,
  tell: () => {},
  begin: () => {},
})

/** Every row of every table but the own lines of batches and censuses. */
const holdings = async (): Promise<Record<string, unknown>> => {
  const { db, schema } = registry()
  const tables = await rows<{ name: string }>(
    db,
    `select t.table_name as name from information_schema.tables as t
      where t.table_schema = :schema::text and t.table_type = 'BASE TABLE'
        and t.table_name not in ('batch', 'census', 'census_file', 'census_layer')
      order by t.table_name`,
    { schema },
  )
  const held: Record<string, unknown> = {}
  for (const { name } of tables)
    held[name] = await rows(db, `select to_jsonb(t) as row from ${name} as t order by 1`)
  return held
}

/** The same import twice, dry and real; the number of the version is the only thing that may differ. */
const tryThenDo = async <T extends { outcome: object }>(run: (dryRun: boolean) => Promise<T>): Promise<T> => {
  const before = await holdings()
  const dry = await run(true)
  expect(await holdings()).toEqual(before)
  const real = await run(false)
  const unversioned = ({ outcome }: T) => ({ ...outcome, version: null })
  expect(unversioned(dry)).toEqual(unversioned(real))
  return real
}

const GRIDS = parseMapping(gridMapping, {
  scheme: {
    code: 'made',
    levels: [
      { code: 'town', nameZh: '镇', nameEn: 'Town' },
      { code: 'cell', nameZh: '格', nameEn: 'Cell' },
    ],
  },
  level: 'town',
  crs: 'EPSG:4490',
  code: 'code',
  geometry: { wkt: 'wkt' },
})
const classOf = (code: string) => ({
  code,
  nameZh: code,
  nameEn: code,
  majorZh: '公用',
  majorEn: 'Utilities',
})
const lampsOf = (edition: string, classes: string[], base?: string) =>
  parseMapping(componentMapping, {
    edition,
    declare: {
      edition: { code: edition, nameZh: edition, nameEn: edition, ...(base ? { extends: base } : {}) },
      classes: classes.map(classOf),
    },
    crs: 'EPSG:4490',
    geometry: { x: 'x', y: 'y' },
    code: 'code',
    class: 'class',
    owner: 'owner',
    units: 'create',
  })
const LAMPS =
  'code,class,x,y,owner\nL1,LAMP,120.605,31.205,Water\nL2,SIGN,120.606,31.206,\nL3,TREE,120.604,31.204,\n'

test('of grids: neither the scheme and its levels nor the grids stay', async () => {
  const file = await given(
    'code;wkt\nT;"POLYGON((120.6 31.2,120.61 31.2,120.61 31.21,120.6 31.21,120.6 31.2))"\n',
  )
  const { outcome } = await tryThenDo((dryRun) => importGrids(file, GRIDS, options(dryRun)))
  expect(outcome).toMatchObject({ total: 1, new: 1, refused: 0 })
})

test('of components: neither the edition and its classes nor the units and the components stay', async () => {
  const file = await given(LAMPS)
  const mapping = lampsOf('City', ['LAMP', 'SIGN'])
  const { outcome, refused } = await tryThenDo((dryRun) => importComponents([file], mapping, options(dryRun)))
  expect(outcome).toMatchObject({ total: 3, new: 2, refused: 1, unitsMade: 1 })
  expect(refused).toMatchObject([{ code: 'class_unknown', count: 1 }])
})

test('of an edition that extends another: classes of both are known, those that were there keep what they are', async () => {
  const file = await given(LAMPS)
  const mapping = lampsOf('City, extended', ['TREE'], 'City')
  const { outcome } = await tryThenDo((dryRun) => importComponents([file], mapping, options(dryRun)))
  expect(outcome).toMatchObject({ total: 3, new: 1, same: 2, refused: 0 })
  const found = await rows(
    registry().db,
    `select v.code as code, c.code as class
       from component_version as v
       join class as c on c.id = v.class_id
      where v.valid_to is null
      order by v.code`,
  )
  expect(found).toEqual([
    { code: 'L1', class: 'LAMP' },
    { code: 'L2', class: 'SIGN' },
    { code: 'L3', class: 'TREE' },
  ])
})

test('of classes: they are counted and not written', async () => {
  const file = await given('code,name_zh,name_en,major_zh,major_en\nPOLE,杆,Pole,公用,Utilities\n')
  const before = await holdings()
  const edition = { code: 'Poles' }
  expect(await importClasses(file, edition, options(true))).toEqual({ total: 1, written: 1, dryRun: true })
  expect(await holdings()).toEqual(before)
  expect(await importClasses(file, edition, options(false))).toEqual({ total: 1, written: 1, dryRun: false })
})

test('a dry run that fails leaves nothing behind either', async () => {
  const before = await holdings()
  const mapping = { ...lampsOf('Lost', ['LAMP']), code: 'nr' }
  await expect(importComponents([await given(LAMPS)], mapping, options(true))).rejects.toThrow(
    'There is no field "nr" to read codes from; the file has code, class, x, y, owner.',
  )
  expect(await holdings()).toEqual(before)
})
