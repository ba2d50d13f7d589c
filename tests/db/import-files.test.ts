import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { one, rows } from '../../server/db/database.ts'
import { readVersion, SYSTEM } from '../../server/db/end-write.ts'
import { establishDistrict } from '../../server/district/establish-district.ts'
import { createBatch, stageRows, sweepStaging } from '../../server/imports/batch.ts'
import { runImport } from '../../server/imports/import.cli.ts'
import { useDatabase } from '../support/database.ts'

const registry = useDatabase()
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-import-'))
  await establishDistrict(registry().db)
})
afterAll(() => rm(folder, { recursive: true }))

const run = async (content: string | Uint8Array, ...argv: string[]) => {
  const file = path.join(folder, 'given')
  await writeFile(file, content)
  const [kind = '', ...options] = argv
  const [printed, said]: [string[], string[]] = [[], []]
  const code = await runImport([kind, file, ...options], {
    db: registry().db,
    embedded: registry().embedded,
    actor: SYSTEM,
    language: 'en',
    print: (l) => printed.push(l),
    say: (l) => said.push(l),
  })
  return { code, printed: printed.join('\n'), said: said.join('\n') }
}
const json = async (content: string, ...argv: string[]) => {
  const { code, printed, said } = await run(content, ...argv, '--json')
  if (printed === '') throw new Error(said)
  return { code, ...JSON.parse(printed) }
}

/** In metres of CGCS2000 3° zone, central meridian 120E (EPSG:4549), so that areas can be computed by hand. */
const [E0, N0] = [559_000, 3_461_000]
type Box = [number, number, number, number]
const box = ([e1, n1, e2, n2]: Box) =>
  `POLYGON((${[
    [e1, n1],
    [e2, n1],
    [e2, n2],
    [e1, n2],
    [e1, n1],
  ]
    .map(([e = 0, n = 0]) => `${E0 + e} ${N0 + n}`)
    .join(',')}))`
const csv = (grids: [code: string, wkt: string, parent?: string][]) =>
  `code;wkt;up\n${grids.map(([code, wkt, parent]) => `${code};${wkt};${parent ?? ''}`).join('\n')}\n`
const GRID = [
  'grids',
  '--scheme',
  'u',
  '--levels',
  'town,cell',
  '--crs',
  'EPSG:4549',
  '--code',
  'code',
  '--wkt',
  'wkt',
]

test('a level is checked against its parents: parts outside, overlaps and gaps with areas and places', async () => {
  expect(await json(csv([['T', box([0, 0, 300, 100])]]), ...GRID, '--level', 'town')).toMatchObject({
    code: 0,
    outcome: { new: 1 },
  })
  // Edges are straight in degrees: over 300 m that differs from the projection by a tenth of a square metre.
  // A: 100 × 100. B overlaps A by 10 × 100 and leaves T by 190 × 20. The rest of T, 200 to 300, is a gap of 100 × 100.
  const cells = csv([
    ['A', box([0, 0, 100, 100]), 'T'],
    ['B', box([90, 0, 200, 120]), 'T'],
  ])
  const { outcome } = await json(cells, ...GRID, '--level', 'cell', '--parent', 'up')
  const { proof } = outcome
  const areas = (kind: string) =>
    proof.issues.filter((f: { kind: string }) => f.kind === kind).map((f: { areaM2: number }) => f.areaM2)
  expect(areas('outside_parent')).toEqual([expect.closeTo(110 * 20, 0)])
  expect(areas('overlap')).toEqual([expect.closeTo(10 * 100, 0)])
  expect(areas('gap')).toEqual([expect.closeTo(100 * 100, 0)])
  expect(proof).toMatchObject({ levels: [{ depth: 2, grids: 2, undivided: 0 }], cutOff: 0 })
  const gap = proof.issues.find((f: { kind: string }) => f.kind === 'gap')
  expect(gap.faces).toMatchObject([{ code: 'T' }])
  const { e, n } = await one<{ e: number; n: number }>(
    registry().db,
    `select st_x(p.m) as e, st_y(p.m) as n
       from (select st_transform(st_setsrid(st_makepoint(:lon::float8, :lat::float8), 4490), 4549) as m) as p`,
    { lon: gap.place[0], lat: gap.place[1] },
  )
  expect(e - E0).toBeGreaterThan(200)
  expect(e - E0).toBeLessThan(300)
  expect(n - N0).toBeGreaterThan(0)
  const { area } = await one<{ area: number }>(
    registry().db,
    `select g.area_m2 as area from grid_version as g where g.code = 'A'`,
  )
  expect(area).toBeCloseTo(10_000, 2)
  const changes = await rows<{ title: string; counts: object }>(
    registry().db,
    `select c.title as title, c.proof->'counts' as counts
       from change as c where c.state = 'in_force' order by c.id desc limit 1`,
  )
  expect(changes).toMatchObject([
    { title: 'u cell: given', counts: { gap: 1, overlap: 1, outside_parent: 1 } },
  ])
})

test('grids that cannot be used are refused by name, and the good ones come', async () => {
  const bow = `POLYGON((${E0} ${N0}, ${E0 + 50} ${N0 + 50}, ${E0 + 50} ${N0}, ${E0} ${N0 + 50}, ${E0} ${N0}))`
  const text = csv([
    ['A', box([0, 0, 100, 100]), 'T'],
    ['BOW', bow, 'T'],
    ['LINE', 'LINESTRING(559000 3461000, 559100 3461000)', 'T'],
    ['FLAT', 'POLYGON((559000 3461000, 559100 3461000, 559000 3461000))', 'T'],
    ['LOST', box([200, 0, 250, 100]), 'X'],
    ['NONE', box([200, 0, 250, 100]), ''],
    ['FAR', 'POLYGON((1 1, 2 1, 2 2, 1 1))', 'T'],
    ['A', box([200, 0, 250, 100]), 'T'],
    ['C', box([200, 0, 300, 100]), 'T'],
  ])
  const { code, outcome, refused } = await json(text, ...GRID, '--level', 'cell', '--parent', 'up')
  expect(code).toBe(3)
  expect(outcome).toMatchObject({ total: 9, new: 1, same: 1, refused: 7, notNamed: 1 })
  const said = Object.fromEntries(
    refused.flatMap((r: { code: string; examples: { code: string }[] }) =>
      r.examples.map((e) => [e.code, r.code]),
    ),
  )
  expect(said).toEqual({
    BOW: 'polygon_invalid',
    LINE: 'geometry_kind',
    FLAT: 'ring_too_short',
    LOST: 'parent_unknown',
    NONE: 'parent_missing',
    FAR: 'coordinate_range',
    A: 'code_repeated',
  })
  const { printed } = await run(text, ...GRID, '--level', 'cell', '--parent', 'up')
  expect(printed).toMatch(
    /row 3 \[BOW\]: the polygon cannot be used: Self-intersection at 120\.6\d+, 31\.\d+/,
  )
})

test('the same ground under a new code keeps its identity', async () => {
  const before = await one<{ id: number }>(
    registry().db,
    `select g.grid_id as id from grid_version as g where g.code = 'C'`,
  )
  const recoded = csv([['D', box([200, 0, 300, 100]), 'T']])
  expect(await json(recoded, ...GRID, '--level', 'cell', '--parent', 'up')).toMatchObject({
    outcome: { changed: 1, new: 0 },
  })
  expect(
    await one(registry().db, `select g.grid_id as id from grid_version as g where g.code = 'D'`),
  ).toEqual(before)
  const again = csv([['C', box([200, 0, 250, 100]), 'T']])
  expect(await json(again, ...GRID, '--level', 'cell', '--parent', 'up')).toMatchObject({
    refused: [{ code: 'code_retired' }],
  })
})

const CLASSES =
  'edition,code,name_zh,name_en,major_code,major_zh,major_en,geometry,confidence\nX,LAMP,路灯,Lamp,01,公用,Utilities,point,city\n'
const LAMPS = 'id,E,N,who\nL1,559050,3461050,Water\nL2,559250,3461050,\nL3,569250,3461050,Water\n'
const LAMP = [
  'components',
  '--edition',
  'X',
  '--crs',
  'EPSG:4549',
  '--x',
  'E',
  '--y',
  'N',
  '--code',
  'id',
  '--set',
  'class={"value":"LAMP"}',
  '--owner',
  'who',
]

test('a city adds its edition, then its components; a dry run changes nothing', async () => {
  expect((await run(CLASSES, 'classes', '--edition', 'X')).printed).toBe(
    '1 classes read, 1 written, 0 as they were.',
  )
  expect((await run(CLASSES, 'classes', '--edition', 'X')).printed).toBe(
    '1 classes read, 0 written, 1 as they were.',
  )
  expect(await json(LAMPS, ...LAMP)).toMatchObject({
    code: 3,
    outcome: { new: 1, refused: 2 },
    refused: [{ code: 'unit_unknown', count: 2 }],
  })
  const version = await readVersion(registry().db)
  const dry = await json(LAMPS, ...LAMP, '--units', 'create', '--dry-run')
  expect(dry).toMatchObject({
    code: 0,
    dryRun: true,
    outcome: { new: 2, same: 1, unitsMade: 1 },
  })
  expect(await readVersion(registry().db)).toBe(version)
  const real = await json(LAMPS, ...LAMP, '--units', 'create')
  expect(real.outcome).toEqual({
    ...dry.outcome,
    outside: 1,
    outsideCodes: ['L3'],
    version: version + 1,
  })
  const source = await one<{ crs: string; x: number }>(
    registry().db,
    `select v.source_crs as crs, st_x(v.source_geom) as x from component_version as v where v.code = 'L1' and v.valid_to is null`,
  )
  expect(source).toEqual({ crs: 'EPSG:4549', x: 559_050 })
})

test.each([
  [['components', '--edition', 'none', '--crs', 'EPSG:4549', '--code', 'id'], 'There is no edition "none"'],
  [['components', '--edition', 'X', '--code', 'id'], 'No coordinate reference system is named'],
  [
    ['components', '--edition', 'X', '--code', 'nr', '--crs', 'EPSG:4549', '--x', 'E', '--y', 'N'],
    'There is no field "nr"',
  ],
  [['components', '--edition', 'X', '--crs', 'EPSG:27700'], 'EPSG:27700'],
  [
    ['grids', '--scheme', 'new', '--level', 'a', '--code', 'id', '--crs', 'EPSG:4549'],
    'There is no scheme "new"',
  ],
  [['grids', '--scheme', 'u', '--level', 'a', '--code', 'id', '--crs', 'EPSG:4549'], 'has no level "a"'],
])('what does not fit the file is one sentence and exit code 1: %j', async (argv, words) => {
  const { code, said } = await run(LAMPS, ...argv)
  expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining(words) })
})

test('wrong usage is exit code 2', async () => {
  expect((await run('', 'houses')).code).toBe(2)
  expect((await run('', 'grids', '--colour', 'red')).code).toBe(2)
})

test('a file that breaks off leaves a discarded census and no rows', async () => {
  const whole = '{"features":[{"type":"Feature","properties":{"id":"Z1"},"geometry":null}'
  expect(await run(whole, ...LAMP.slice(0, 3), '--code', 'id')).toMatchObject({
    code: 1,
    said: expect.stringContaining('cut off'),
  })
  // Two thousand rows are staged before the one that tells that the text is not what it says.
  const feature = (id: string) => `{"type":"Feature","properties":{"id":"${id}"},"geometry":null}`
  const rows = Array.from({ length: 2_002 }, (_, i) => feature(`Z${i}`)).join(',')
  const gbk = Buffer.concat([
    Buffer.from(`{"features":[${rows},`),
    Buffer.from(feature('\xbe\xae\xb8\xc7'), 'latin1'),
    Buffer.from(']}'),
  ])
  expect(await run(gbk, ...LAMP.slice(0, 5), '--code', 'id')).toMatchObject({
    code: 1,
    said: expect.stringContaining('not UTF-8'),
  })
  expect(
    await one(
      registry().db,
      `select z.state as state, z.stopped->>'en' as why,
              (select count(*) from census_row as r where r.census_id = z.id) as staged
         from census as z order by z.id desc limit 1`,
    ),
  ).toEqual({ state: 'discarded', why: expect.stringContaining('Feature 2003'), staged: 0 })
})

test('a row whose quote is left open waits with its line, and the others are read', async () => {
  const open = `id,E,N\nZ1,559050,3461050\n${'Z2,559051,3461050\n'.repeat(2_000)}Z3,"559050,1\nZ4,559052,3461050\n`
  const { outcome, refused } = await json(open, ...LAMP.slice(0, 13), '--dry-run')
  expect(outcome.total).toBe(2_003)
  expect(refused.find(({ code }: { code: string }) => code === 'quote_open')).toMatchObject({
    count: 1,
    examples: [{ sourceRow: 2_003, en: expect.stringContaining('line 2003') }],
  })
})

test('what a dead process left in staging is swept, what a living one stages is not', async () => {
  const { db } = registry()
  const stage = async () => {
    const id = await createBatch(db, { kind: 'components', source: 'dead', actor: 'x' })
    const row = {
      rowNo: 1,
      code: 'c',
      fields: {},
      geometry: null,
      sourceCrs: null,
      sourceGeometry: null,
      refusals: [],
      notes: [],
    }
    await stageRows(db, id, [row])
    return id
  }
  const [dead, living] = [await stage(), await stage()]
  await rows(
    db,
    `update batch as b set counts = b.counts || jsonb_build_object('stagedAt', now() - interval '1 hour') where b.id = :dead::bigint`,
    { dead },
  )
  expect(await sweepStaging(db)).toEqual([dead])
  expect(
    await rows(db, `select r.batch_id as id from batch_row as r where r.batch_id = any (:ids::bigint[])`, {
      ids: [dead, living],
    }),
  ).toEqual([{ id: living }])
})

test('a hole smaller than the step of coordinates refuses its row in words instead of vanishing', async () => {
  const hole = '(559050 3461050,559050.00001 3461050,559050 3461050.00001,559050 3461050)'
  const wkt = `${box([0, 0, 100, 100]).slice(0, -1)},${hole})`
  const { code, outcome, refused } = await json(
    csv([
      ['WHOLE', box([200, 0, 300, 100])],
      ['HOLED', wkt],
    ]),
    ...GRID.map((option) => (option === 'u' ? 'holed' : option)),
    '--level',
    'town',
  )
  expect({ code, outcome }).toMatchObject({ code: 3, outcome: { total: 2, refused: 1, new: 1 } })
  expect(refused).toMatchObject([{ code: 'polygon_invalid', count: 1 }])
  expect(refused[0].examples[0].en).toMatch(/too few points/i)
})
