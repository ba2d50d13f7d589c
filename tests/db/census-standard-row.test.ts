import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importComponents } from '../../server/census/import-components.ts'
import { one, rows } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { componentMapping, parseMapping, STANDARD_FIELDS } from '../../server/imports/mapping.ts'
import { createUnits } from '../../server/imports/units.ts'
import { useDatabase } from '../support/database.ts'
import { makeDistrict } from '../support/imports.ts'

const registry = useDatabase()
const EDITION = 'GB/T 30428.2-2013'
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-standard-'))
  const { db } = registry()
  await makeDistrict(db, 1)
  await rows(
    db,
    `with e as (
       insert into edition (code, name_zh, name_en, class_code_length, component_code_length)
       values (:code::text, '2013', '2013', 4, 16) returning id)
     insert into class (edition_id, kind, code, name_zh, name_en, major_zh, major_en, geometry, confidence)
     select e.id, 'component', c.code, c.name, c.name, '公用', 'U', c.geometry, 'city'
       from e cross join (values ('0114', '园林井盖', 'point'), ('0115', '路灯', 'point'), ('0401', '绿地', 'polygon')) as c (code, name, geometry)`,
    { code: EDITION },
  )
  await createUnits(db, [
    { code: 'D1', name: '局', kind: 'department' },
    { code: 'W1', name: '水务公司', kind: 'company' },
  ])
})
afterAll(() => rm(folder, { recursive: true }))

const FIELDS: Readonly<Record<string, string>> = {
  ObjID: '3205060115000001',
  ObjName: '路灯',
  DeptCode1: 'D1',
  DeptName1: '局',
  DeptCode2: '',
  DeptName2: '水务公司',
  DeptCode3: '',
  DeptName3: '',
  ObjState: '完好',
  ORDate: '20260102',
  CHDate: '',
  BGID: '320506001001001',
  Note: ' x ',
  Height: '8.5',
  wkt: 'POINT(120.6 31.3)',
}
const deliver = async (name: string, text: string) => {
  const file = path.join(folder, name)
  await writeFile(file, text)
  const { db, embedded } = registry()
  const mapping = parseMapping(componentMapping, {
    ...STANDARD_FIELDS,
    edition: EDITION,
    crs: 'EPSG:4490',
    ...(name.endsWith('.csv') ? { geometry: { wkt: 'wkt' } } : {}),
  })
  const imported = await importComponents([file], mapping, {
    db,
    embedded,
    actor: SYSTEM,
    dryRun: false,
    folder,
    tell() {},
    begin() {},
  })
  const findings = await rows<{ row: number; code: string; target: string }>(
    db,
    `select f.row_no as row, f.code as code, f.target as target
       from census_finding as f
      where f.census_id = :censusId::bigint and f.severity = 'error'
      order by f.row_no, f.code, f.target`,
    imported,
  )
  return { ...imported, errors: findings.map((f) => `${f.row} ${f.code} ${f.target}`) }
}

/** Rows that differ from FIELDS. */
const deliverRows = (changes: readonly object[], fields = FIELDS) => {
  const names = Object.keys(fields)
  const lines = changes.map((change) => {
    const said: Readonly<Record<string, string>> = { ...fields, ...change }
    return names.map((name) => `"${said[name]}"`).join(',')
  })
  return deliver('components.csv', [names.join(','), ...lines].join('\n'))
}

test("a row of the standard is read whole by the standard's own field names", async () => {
  const { errors, outcome } = await deliverRows([{}])
  expect(errors).toEqual([])
  expect(outcome).toMatchObject({ total: 1, new: 1, refused: 0 })
  const stands = await one(
    registry().db,
    `select c.code as class, v.name as name, v.state as state, v.surveyed_on as "surveyedOn", v.changed_on as "changedOn",
            v.note as note, v.extra as extra, st_x(v.geom) as lon, st_y(v.geom) as lat,
            (select jsonb_object_agg(r.role, u.code || ' ' || r.state)
               from component_role as r
               join unit_version as u on u.unit_id = r.unit_id
              where r.component_id = v.component_id) as roles
       from component_version as v
       join class as c on c.id = v.class_id
      where v.code = '3205060115000001'`,
  )
  expect(stands).toEqual({
    class: '0115',
    name: '路灯',
    state: 'intact',
    surveyedOn: '2026-01-02',
    changedOn: null,
    note: 'x',
    // The stated grid is a target, to be held against the place.
    extra: { Height: '8.5' },
    lon: 120.6,
    lat: 31.3,
    roles: { competent: 'D1 presumed', owner: 'W1 presumed' },
  })
})

test('each fault of a row is named by its target, all of a row at once', async () => {
  const { errors, outcome } = await deliverRows([
    { DeptCode1: 'D9', ORDate: '2026', ObjState: '?' },
    { wkt: 'LINESTRING(120 31, 120.1 31)' },
    { ObjID: '3205060114000001' },
    { ObjID: '3205069999000001', ObjName: '' },
    { ObjID: '32050601015000001' },
    { ObjID: '3.20506E+15' },
    { ObjID: '' },
    { wkt: '' },
    { ObjID: '3205060115000009', wkt: 'POINT(31.3 120.6)' },
  ])
  expect(errors).toEqual([
    '1 date_unreadable surveyedOn',
    '1 state_unknown state',
    '1 unit_unknown competent',
    '2 geometry_kind place',
    '3 class_name_disagree class',
    '4 class_unknown class',
    '5 code_form code',
    '6 code_scientific code',
    '7 code_missing code',
    '8 geometry_missing place',
    '9 coordinate_swapped place',
  ])
  expect(outcome).toMatchObject({ total: 9, refused: 9, new: 0 })
})

test('of targets without a field the delivery says nothing', async () => {
  const { ObjID, ObjName, DeptCode2, wkt } = FIELDS
  const { censusId, outcome } = await deliverRows([{}], {
    ObjID: ObjID ?? '',
    ObjName: ObjName ?? '',
    DeptCode2: DeptCode2 ?? '',
    wkt: wkt ?? '',
  })
  const { stated } = await one<{ stated: string[] }>(
    registry().db,
    `select l.stated as stated from census_layer as l where l.census_id = :censusId::bigint`,
    { censusId },
  )
  expect(stated).toEqual(['code', 'className', 'name', 'owner.code'])
  // It names no owner, and leaves department, state and dates as they stand.
  expect(outcome).toMatchObject({ changed: 1, new: 0 })
  expect(
    await rows(
      registry().db,
      `select r.role as role, v.state as state
         from component_role as r
         join component_version as v on v.component_id = r.component_id and v.valid_to is null
        where r.valid_to is null`,
    ),
  ).toEqual([{ role: 'competent', state: 'intact' }])
})

test('NULs, which PostgreSQL cannot keep, are left out of texts', async () => {
  const properties = { ...FIELDS, ObjID: '3205060115000777', Note: 'y\0', Height: 'z\0' }
  const feature = { type: 'Feature', properties, geometry: { type: 'Point', coordinates: [120.7, 31.3] } }
  const { errors } = await deliver(
    'components.geojson',
    JSON.stringify({ type: 'FeatureCollection', features: [feature] }),
  )
  expect(errors).toEqual([])
  expect(
    await one(
      registry().db,
      `select v.note as note, v.extra->>'Height' as height from component_version as v where v.code = '3205060115000777'`,
    ),
  ).toEqual({ note: 'y', height: 'z' })
})
