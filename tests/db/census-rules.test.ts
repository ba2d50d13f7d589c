import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import { beforeAll, expect, test } from 'vitest'
import { undoBatch } from '../../server/census/commit/undo-batch.ts'
import { commit, compareCensus, judgeCensus } from '../../server/census/jobs/stages.ts'
import { judge } from '../../server/census/verdicts/judge.ts'
import { one, rows } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { onStep } from '../../server/grids/coordinate-step.ts'
import type { PlanarGeometry } from '../../server/imports/ewkb.ts'
import { createUnits } from '../../server/imports/units.ts'
import { type ReasonCode, reason } from '../../server/shared/reasons.ts'
import { useDatabase } from '../support/database.ts'
import {
  type ComponentInput,
  importComponents,
  importGrids,
  makeDistrict,
  square,
  stageComponents,
} from '../support/imports.ts'

const registry = useDatabase()

const EDITION = 'GB/T 30428.2-2013'
/** Two unit grids beside each other in one district of 1.9 by 1.1 km; 0.001 degrees are 95 m eastwards and 111 m northwards. */
const [WEST, EAST, MIDDLE] = ['320506001001001', '320506001001002', onStep(120.01)]

beforeAll(async () => {
  const { db } = registry()
  const { levelIds } = await makeDistrict(db, 2)
  const [top = 0, cells = 0] = levelIds
  await importGrids(db, top, [{ code: 'city', shape: square(120, 31, 120.02, 31.01) }])
  await importGrids(db, cells, [
    { code: WEST, shape: square(120, 31, MIDDLE, 31.01) },
    { code: EAST, shape: square(MIDDLE, 31, 120.02, 31.01) },
  ])
  const { id } = await one<{ id: number }>(
    db,
    `insert into edition (code, name_zh, name_en, class_code_length, component_code_length)
     values (:code::text, '2013', '2013', 4, 16) returning id as id`,
    { code: EDITION },
  )
  await rows(
    db,
    `insert into class (edition_id, kind, code, name_zh, name_en, major_zh, major_en, geometry, confidence)
     values (:id::int, 'component', '0115', '路灯', 'Lamp', '公用', 'U', 'point', 'city'),
            (:id::int, 'component', '0116', '地灯', 'Ground lamp', '公用', 'U', 'point', 'city'),
            (:id::int, 'component', '0401', '绿地', 'Green', '绿化', 'G', 'polygon', 'city'),
            (:id::int, 'component', '0501', '护栏', 'Railing', '其他', 'O', 'line', 'city')`,
    { id },
  )
  await createUnits(db, [
    { code: 'D1', name: '城管局', kind: 'department' },
    { code: '91350100M000100Y43', name: '水务公司', kind: 'company' },
    { code: '91350100M000100Y4Z', name: '写错公司', kind: 'company' },
  ])
})

const FULL = {
  class_code: null,
  class_name: '路灯',
  name: '路灯',
  competent_code: 'D1',
  competent_name: '城管局',
  grid_code: WEST,
  state: '完好',
  surveyed_on: '20260102',
  changed_on: null,
  data_source: '实测',
  location: '人民路与东风路口，西侧人行道\n靠近公交站',
  note: null,
}
type Said = Record<string, string | null>
let sequence = 0
/** A row with nothing to find fault with, a hundred metres from the ones before it, but for what is said of it. */
const row = (said: Said = {}, more: Partial<ComponentInput> & { class?: string } = {}): ComponentInput => {
  sequence++
  const digits = more.class ?? '0115'
  return {
    code: `320506${digits}${String(sequence).padStart(6, '0')}`,
    at: [120.001 + (sequence % 8) * 0.001, 31.001 + (Math.floor(sequence / 8) % 8) * 0.001],
    ...more,
    said: { ...FULL, ...said },
  }
}

type Found = {
  row: number
  code: ReasonCode
  severity: string
  target: string
  says: Record<string, unknown>
}
const findingsOf = (censusId: number) =>
  rows<Found>(
    registry().db,
    `select f.row_no as row, f.code as code, f.severity as severity, f.target as target, f.says as says
       from census_finding as f
      where f.census_id = :censusId::bigint
      order by f.row_no, f.code, f.target`,
    { censusId },
  )
const stage = (given: ComponentInput[]) => stageComponents(registry(), given, { edition: EDITION })
const judged = async (given: ComponentInput[]): Promise<Found[]> => {
  const censusId = await stage(given)
  await judgeCensus(registry().db, censusId)
  return findingsOf(censusId)
}
/** Without what fills the sentences. */
const told = async (given: ComponentInput[]): Promise<string[]> =>
  (await judged(given)).map((f) => `${f.row} ${f.severity} ${f.code} ${f.target}`)

test('a row as it should be has nothing to be told of', async () => {
  expect(await told([row(), row({ class_name: '绿地', name: '绿地' }, { class: '0401' })])).toEqual([])
})

test('a code of another county is told until the registry has one of its prefix', async () => {
  const code = '3205050115000001'
  const [foreign] = await judged([row({}, { code })])
  expect(foreign).toMatchObject({ code: 'county_foreign', severity: 'warning', target: 'code' })
  expect(reason('county_foreign', null, foreign?.says).en).toContain('320505, not with the district')
  await importComponents(registry(), [row({}, { code, at: [120.0005, 31.0005] })], { edition: EDITION })
  expect(await told([row({}, { code: '3205050115000002' })])).toEqual([])
})

test('what the edition requires is told by row, and once where a whole layer lacks it', async () => {
  const without = { competent_code: null, competent_name: null }
  expect(
    await told([row({ ...without, surveyed_on: null }), row({ ...without, state: null }), row(without)]),
  ).toEqual([
    '1 warning required_absent competent',
    '1 warning required_missing surveyedOn',
    '2 warning required_missing state',
  ])
  // The class name is the name that the standard means.
  expect(await told([row({ name: null })])).toEqual([])
  expect(await told([row({ name: null, class_name: null })])).toEqual(['1 warning required_absent name'])
})

test('a city that has an edition of its own is asked for nothing that the standard asks', async () => {
  const censusId = await stageComponents(registry(), [
    { code: 'x', at: [120.005, 31.005], said: { data_source: 'GPS', note: 'n'.repeat(1500) } },
  ])
  await judgeCensus(registry().db, censusId)
  expect(await findingsOf(censusId)).toEqual([])
})

test("texts longer than the edition's fields are told, longer than the registry's refused, in characters", async () => {
  const given = [
    row({ note: '注'.repeat(100), location: '处'.repeat(500) }),
    row({ note: '注'.repeat(101), owner_code: '91350100M000100Y43', owner_name: '名'.repeat(61) }),
    row({ location: '处'.repeat(501), note: '注'.repeat(2001) }),
    row({ data_source: '卫星影像' }),
  ]
  expect(await told(given)).toEqual([
    '2 warning text_over_edition note',
    '2 warning text_over_edition owner.name',
    '3 warning text_over_edition note',
    '3 error text_too_long location',
    '3 error text_too_long note',
    '4 warning data_source_unknown dataSource',
  ])
})

test('a key too long for its index is refused, and not the whole delivery', async () => {
  expect(await told([row({ key: 'k'.repeat(200) }), row({ key: 'k'.repeat(3000) })])).toEqual([
    '2 error text_too_long key',
  ])
})

test('days to come, and changes before the first survey', async () => {
  const { today, later } = await one<{ today: string; later: string }>(
    registry().db,
    `select to_char(now(), 'YYYYMMDD') as today, to_char(now() + interval '3 days', 'YYYYMMDD') as later`,
  )
  expect(
    await told([
      row({ surveyed_on: today }),
      row({ surveyed_on: later }),
      row({ changed_on: later }),
      row({ surveyed_on: '20260102', changed_on: '20260101' }),
    ]),
  ).toEqual([
    '2 warning date_future surveyedOn',
    '3 warning date_future changedOn',
    '4 warning changed_before_surveyed changedOn',
  ])
})

test('outside the district is told with the distance, far away and at the other end of the world refused', async () => {
  const found = await judged([
    row({ grid_code: null }, { at: [120.02, 31.005] }),
    row({ grid_code: null }, { at: [120.0205, 31.005] }),
    row({ grid_code: null }, { at: [120.03, 31.005] }),
    row({ grid_code: null }, { at: [120.2, 31.005] }),
    row({ grid_code: null }, { at: [-71.1, -42.3] }),
    row(),
  ])
  expect(
    found
      .filter(({ target }) => target === 'place')
      .map((f) => [f.row, f.severity, f.code, Math.round(Number(f.says.distanceM) / 100)]),
  ).toEqual([
    [3, 'warning', 'outside_district', 10],
    [4, 'error', 'far_from_district', 172],
    [5, 'error', 'far_from_district', expect.any(Number)],
  ])
})

test('the stated grid is known and holds the place; beside the border the place counts', async () => {
  const found = await judged([
    row({}, { at: [MIDDLE, 31.005] }),
    row({ grid_code: EAST }, { at: [MIDDLE, 31.006] }),
    row({ grid_code: 'nowhere' }),
    row({}, { at: [MIDDLE + 0.00004, 31.005] }),
    row({}, { at: [MIDDLE + 0.0001, 31.005] }),
    row({}, { at: [120.005, 31.0105] }),
    row({}, { at: [-71.1, -42.3] }),
  ])
  expect(found.filter(({ target }) => target === 'gridCode')).toMatchObject([
    { row: 3, code: 'grid_unknown', severity: 'warning', says: { value: 'nowhere' } },
    {
      row: 4,
      code: 'grid_near_edge',
      severity: 'warning',
      says: { value: WEST, found: EAST, distanceM: 3.8 },
    },
    { row: 5, code: 'grid_disagrees', severity: 'error', says: { value: WEST, found: EAST, distanceM: 9.5 } },
    { row: 6, code: 'grid_outside', severity: 'error', says: { distanceM: 55.4 } },
  ])
})

test('an area that lies in two grids may state either', async () => {
  const shape = square(MIDDLE - 0.002, 31.002, MIDDLE + 0.001, 31.004)
  const green = (grid_code: string) =>
    row({ class_name: '绿地', name: '绿地', grid_code }, { class: '0401', shape })
  expect(await told([green(WEST)])).toEqual([])
  expect(await told([green(EAST)])).toEqual([])
})

test('spoilt texts are refused by their field; line ends belong into prose alone', async () => {
  expect(
    await told([
      row({ location: '人民\ufffd路' }),
      row({ note: 'a\u0007b', competent_name: '城管\u0085局' }),
      row({ state: '完\n好' }),
      row({ note: 'first\n\tsecond' }),
    ]),
  ).toEqual([
    '1 error text_undecodable location',
    '2 error text_undecodable competent.name',
    '2 error text_undecodable note',
    '3 error state_unknown state',
    '3 error text_undecodable state',
  ])
})

/** As a reader that takes the wrong encoding does. */
const misread = (text: string, as: string): string =>
  new TextDecoder(as).decode(new TextEncoder().encode(text))

test('mojibake is told, and no real text: rare characters, accents, fractions', async () => {
  expect(
    await told([
      row({ location: misread('人民路与东风路口', 'gbk').replaceAll('\ufffd', '') }),
      row({ note: '锟斤拷' }),
      row({ note: 'Â·µÆ¸Ë' }),
      row({ location: '横浜路、漯河路、涪江路、浐灞大道、瀍河、沣峪口、泖港' }),
      row({ note: 'Straße Ähnlich Élève ½ × ³ °C ±5 · Coöperatie Ã' }),
      row({ location: '镕基路、㙍、囍、喆、堃、淼、昇、頔' }),
    ]),
  ).toEqual([
    '1 warning text_mojibake location',
    '2 warning text_mojibake note',
    '3 warning text_mojibake note',
  ])
})

test('no class name of the standards is taken for mojibake, and two of three that are misread are', async () => {
  const table: { name_zh: string }[] = parse(
    await readFile(new URL('../../data/component_classes.csv', import.meta.url)),
    { columns: true, bom: true },
  )
  const names = [...new Set(table.map((line) => line.name_zh))]
  const given = [...names, ...names.map((name) => misread(name, 'gbk').replaceAll('\ufffd', ''))]
  const found = await judged(given.map((location) => row({ location })))
  const told = found.filter((f) => f.code === 'text_mojibake').map((f) => f.row)
  expect(told.filter((n) => n <= names.length)).toEqual([])
  expect(told.length / names.length).toBeGreaterThan(2 / 3)
})

test('of one class nothing stands on or beside an earlier one', async () => {
  const found = await judged([
    row({}, { at: [120.005, 31.005] }),
    row({}, { at: [120.005, 31.005] }),
    row({}, { at: [120.005, 31.005005] }),
    row({}, { at: [120.005, 31.0050095] }),
    row({ class_name: '地灯', name: '地灯' }, { class: '0116', at: [120.005, 31.005] }),
  ])
  expect(found.map((f) => [f.row, f.severity, f.code, f.says.row, f.says.distanceM])).toEqual([
    [2, 'warning', 'same_place', 1, 0],
    [3, 'warning', 'near_place', 1, 0.55],
    [4, 'warning', 'near_place', 3, 0.5],
  ])
})

test('neighbours are found whichever cells they stand in: the same as by asking each pair', async () => {
  let seed = 7
  const random = () => {
    seed = (seed * 48271) % 2147483647
    return seed / 2147483647
  }
  const censusId = await stage(
    Array.from({ length: 400 }, () =>
      row({}, { at: [120.005 + random() * 0.0003, 31.005 + random() * 0.0003] }),
    ),
  )
  await judgeCensus(registry().db, censusId)
  // Within a millimetre of the limit the two ways to measure may differ.
  const pairs = await rows<{ row: number; sure: boolean }>(
    registry().db,
    `select b.row_no as row, min(st_distance(a.geom::geography, b.geom::geography)) < 0.995 as sure
       from census_row as a
       join census_row as b on b.census_id = a.census_id and b.row_no > a.row_no
      where a.census_id = :censusId::bigint
        and st_distance(a.geom::geography, b.geom::geography) < 1.005
      group by b.row_no`,
    { censusId },
  )
  const found = (await findingsOf(censusId)).map((f) => f.row)
  const [sure, possible] = [pairs.filter((p) => p.sure).map((p) => p.row), pairs.map((p) => p.row)]
  expect(sure.length).toBeGreaterThan(50)
  expect(sure.filter((n) => !found.includes(n))).toEqual([])
  expect(found.filter((n) => !possible.includes(n))).toEqual([])
})

test('a credit code ends with its check character', async () => {
  const found = await judged([
    row({ owner_code: '91350100M000100Y43' }),
    row({ owner_code: '91350100M000100Y4Z' }),
    row({ maintainer_unit: '91350100M000100Y4Z' }),
  ])
  expect(found).toMatchObject([
    { row: 2, code: 'credit_code', severity: 'warning', target: 'owner', says: { expected: '3' } },
    { row: 3, code: 'credit_code', target: 'maintainer' },
  ])
})

test('shapes that cannot be used are refused, and the rules of place leave them alone', async () => {
  const line = (...coordinates: [number, number][]): PlanarGeometry => ({ type: 'LineString', coordinates })
  const area = (...ring: [number, number][]): PlanarGeometry => ({ type: 'Polygon', coordinates: [ring] })
  const green = (shape: PlanarGeometry) => row({ class_name: '绿地', name: '绿地' }, { class: '0401', shape })
  const railing = (shape: PlanarGeometry) =>
    row({ class_name: '护栏', name: '护栏' }, { class: '0501', shape })
  const corner = (east: number, north: number): [number, number] => [120.001 + east, 31.001 + north]
  const [a, b, c, d] = [corner(0, 0), corner(0.001, 0.001), corner(0.001, 0), corner(0, 0.001)]
  expect(
    await told([
      green(area(a, c, b, d, a)),
      green(area(a, b, c, d, a)),
      green(area(a, b, a, a)),
      railing(line(a, b)),
      railing(line(a, a)),
      railing(line(a, b, c, d)),
    ]),
  ).toEqual([
    '2 error polygon_invalid place',
    '3 error polygon_no_area place',
    '5 error line_no_length place',
  ])
})

test('a row that was corrected is judged alone, and every rule says of it what it says of all', async () => {
  const { db } = registry()
  const bow: PlanarGeometry = {
    type: 'Polygon',
    coordinates: [
      [
        [120.001, 31.001],
        [120.002, 31.002],
        [120.002, 31.001],
        [120.001, 31.002],
        [120.001, 31.001],
      ],
    ],
  }
  const first = row({}, { at: [120.004, 31.004] })
  const censusId = await stage([
    first,
    row({}, { code: '3207990115000001' }),
    row({ class_name: '地灯' }),
    row({ state: '?', surveyed_on: '21000101' }),
    row({ competent_code: 'D9', owner_code: '91350100M000100Y4Z' }),
    row({ data_source: '?', note: '注'.repeat(101), location: '处'.repeat(501) }),
    row({ note: '\ufffd锟斤拷' }),
    row({ class_name: '绿地', name: '绿地' }, { class: '0401', shape: bow }),
    row({ grid_code: EAST }),
    row({}, { at: [121, 31] }),
    row({}, { at: [120.004, 31.004] }),
    row({}, { code: 'x' }),
    row({}, { code: first.code, at: [120.0085, 31.0085] }),
    row({ surveyed_on: null }),
  ])
  const options = { edition: EDITION, edgeM: 5, units: { create: false, declared: [] } }
  const again = (only: number[] | null) => db.transaction((trx) => judge(trx, censusId, options, only))
  await again(null)
  const whole = await findingsOf(censusId)
  expect(new Set(whole.map((f) => f.code)).size).toBeGreaterThan(17)
  for (let n = 1; n <= 14; n++) {
    // A corrected row comes with all that share its code, as the thirteenth does with the first.
    await again(n === 13 ? [1, 13] : [n])
    expect(await findingsOf(censusId), `row ${n}`).toEqual(whole)
  }
  await rows(
    db,
    `update census_row as r set state = '完好', surveyed_on = '20260102' where r.census_id = :censusId::bigint and r.row_no = 4`,
    { censusId },
  )
  await again([4])
  expect(await findingsOf(censusId)).toEqual(whole.filter((f) => f.row !== 4))
})

test('a retired code that comes back as another class or far from where it stood is told, and nothing else that comes back', async () => {
  const { db } = registry()
  const { classId } = await one<{ classId: number }>(
    db,
    `insert into class (edition_id, kind, code, name_zh, name_en, major_zh, major_en, geometry, confidence)
     select e.id, 'component', 'BIN', '废物箱', 'Bin', '公用', 'U', 'point', 'city' from edition as e where e.code = 'Test'
     returning (select k.id from class as k where k.code = 'LAMP') as "classId"`,
  )
  const lamp = (code: string, lon = 120.003, kind = 'LAMP'): ComponentInput => ({
    code,
    at: [lon, 31.003],
    said: { class_code: kind },
  })
  await importComponents(registry(), [
    lamp('r1'),
    lamp('r2', 120.0035),
    lamp('r3', 120.004),
    lamp('r4', 120.0045),
  ])
  const retiring = await stageComponents(registry(), [lamp('r4', 120.0045)], {
    declared: { grids: null, classes: [classId] },
  })
  await judgeCensus(db, retiring)
  await compareCensus(db, retiring)
  await rows(db, `update census as z set accepted = '{"missing": true}' where z.id = :retiring::bigint`, {
    retiring,
  })
  expect(await commit(db, retiring, SYSTEM)).toMatchObject({ retired: 3 })

  // 0.0006 degrees are 57 m, 0.0004 are 38 m.
  const back = await stageComponents(registry(), [
    lamp('r1', 120.003, 'BIN'),
    lamp('r2', 120.0041),
    lamp('r3', 120.0044),
    lamp('r4', 120.008, 'BIN'),
    lamp('r5', 120.0075),
  ])
  await judgeCensus(db, back)
  const told = await findingsOf(back)
  expect(told).toMatchObject([
    {
      row: 1,
      code: 'code_retired_class',
      severity: 'warning',
      target: 'code',
      says: { expected: '路灯', found: '废物箱' },
    },
    { row: 2, code: 'code_retired_far', severity: 'warning', target: 'code', says: { distanceM: 57.3 } },
  ])
  const { zh, en } = reason('code_retired_far', null, told[1]?.says)
  expect([zh, en]).toEqual([
    expect.stringContaining('57.3 米之外'),
    expect.stringContaining('stood 57.3 m away'),
  ])
  await compareCensus(db, back)
  const kinds = await rows<{ kind: string }>(
    db,
    `select d.kind as kind from census_difference as d where d.census_id = :back::bigint order by d.row_no`,
    { back },
  )
  expect(kinds.map(({ kind }) => kind)).toEqual(['returned', 'returned', 'returned', 'moved', 'new'])
})

test('what an undone delivery had begun is corrected without a word', async () => {
  const { db } = registry()
  const wrong = await importComponents(registry(), [
    { code: 'u1', at: [120.006, 31.006], said: { class_code: 'BIN' } },
  ])
  await db.transaction((trx) => undoBatch(trx, wrong.batchId ?? 0, SYSTEM))
  const right = await stageComponents(registry(), [{ code: 'u1', at: [120.006, 31.007] }])
  await judgeCensus(db, right)
  expect(await findingsOf(right)).toEqual([])
})

const WRONG = { at: [120.015, 31.005] as [number, number] }
const spread = (bad: number, good: number): ComponentInput[] => [
  ...Array.from({ length: bad }, () => row({}, WRONG)),
  ...Array.from({ length: good }, () => row()),
]

test('more than a fifth in the wrong grid is a wrong CRS and stops the census; a fifth, or a handful, is not', async () => {
  const { db } = registry()
  const stopped = await stage(spread(13, 51))
  expect(await judgeCensus(db, stopped)).toEqual([
    expect.stringContaining('坐标系'),
    expect.stringContaining(
      '13 rows (20 %) fail for one reason (places outside the stated grids): the CRS is set wrong',
    ),
  ])
  expect(
    await one(
      db,
      `select z.state as state, z.stopped->>'en' as why from census as z where z.id = :stopped::bigint`,
      {
        stopped,
      },
    ),
  ).toEqual({ state: 'stopped', why: expect.stringContaining('CRS') })
  expect(await judgeCensus(db, await stage(spread(13, 52)))).toBeNull()
  expect(await judgeCensus(db, await stage(spread(10, 2)))).toBeNull()
})
