/** Grids on the step of stored coordinates: as they are imported, as an overlay leaves them, and as the migration makes of older ones. */
import { readFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { one, rows } from '../../server/db/database.ts'
import { COORDINATE_STEP } from '../../server/grids/coordinate-step.ts'
import { useDatabase } from '../support/database.ts'
import { makeRegistry, type RegistryFixture } from '../support/registry-fixture.ts'

const MIGRATION = new URL('../../migrations/20261122T1050_round_grid_shapes.sql', import.meta.url)
const registry = useDatabase()
let fixture: RegistryFixture

beforeAll(async () => {
  fixture = await makeRegistry(registry().db, 20)
})

type Ground = { geom: string; areaM2: number }
const ground = (): Promise<Ground[]> =>
  rows<Ground>(
    registry().db,
    `select st_asbinary(v.geom, 'NDR')::text as geom, v.area_m2 as "areaM2" from grid_version as v order by v.id`,
  )
const offStep = async (): Promise<number> =>
  (
    await one<{ count: number }>(
      registry().db,
      `select count(*) as count
         from grid_version as v
        cross join lateral st_dumppoints(v.geom) as p
        where st_x(p.geom) * 2 ^ 30 <> floor(st_x(p.geom) * 2 ^ 30)
           or st_y(p.geom) * 2 ^ 30 <> floor(st_y(p.geom) * 2 ^ 30)`,
    )
  ).count
const migrate = async () => registry().db.raw(await readFile(MIGRATION, 'utf8'))

test('the union of neighbours on a grid of the step has their own vertices, bit for bit, and none besides', async () => {
  const [village] = fixture.grids.filter(({ depth }) => depth === 2)
  const parts = fixture.grids.filter(({ parentId }) => parentId === village?.id)
  const { positions } = await one<{ positions: [number, number][] }>(
    registry().db,
    `select json_agg(json_build_array(st_x(p.geom), st_y(p.geom))) as positions
       from (select st_union(v.geom, :step::float8) as geom
               from grid_version as v
              where v.valid_to is null
                and v.grid_id = any(:ids::bigint[])) as u
      cross join lateral st_dumppoints(u.geom) as p`,
    { ids: parts.map(({ id }) => id), step: COORDINATE_STEP },
  )
  const own = new Set(village?.ring.map(String))
  expect(new Set(positions.map(String))).toEqual(own)
})

test('what is on the step already the migration leaves alone', async () => {
  const before = await ground()
  expect(await offStep()).toBe(0)
  await migrate()
  expect(await ground()).toEqual(before)
})

test('older shapes get on the step: neighbours alike, areas with them, ended versions too', async () => {
  const { db } = registry()
  const before = await ground()
  // By less than half a step, and alike for whoever shares a vertex.
  await db.raw(
    `update grid_version as v set geom = st_translate(v.geom, :by::float8, -:by::float8), area_m2 = v.area_m2 + 1`,
    { by: COORDINATE_STEP / 4 },
  )
  expect(await offStep()).toBeGreaterThan(0)
  await migrate()
  expect(await offStep()).toBe(0)
  const after = await ground()
  expect(after.map(({ geom }) => geom)).toEqual(before.map(({ geom }) => geom))
  for (const [n, { areaM2 }] of after.entries()) expect(areaM2).toBeCloseTo(before[n]?.areaM2 ?? 0, 6)
})

test('a shape that rounding alone would make invalid is noded anew on the step', async () => {
  const { db } = registry()
  const id = fixture.grids.at(-1)?.id
  // A vertex a twentieth of a step above the opposite edge, across which it is rounded.
  const [west, south, step] = [121, 32, COORDINATE_STEP]
  const ring = [
    [west, south],
    [west + 1e6 * step, south + step],
    [west + 1e6 * step, south + 1e6 * step],
    [west + 0.4e6 * step, south + 0.45 * step],
    [west, south + 1e6 * step],
    [west, south],
  ]
  await db.raw(
    `update grid_version as v
        set geom = st_setsrid(st_geomfromgeojson(:geojson::text), 4490)
      where v.grid_id = :id::bigint
        and v.valid_to is null`,
    { id, geojson: JSON.stringify({ type: 'MultiPolygon', coordinates: [[ring]] }) },
  )
  const told = () =>
    one<{ areaM2: number; isValid: boolean; snapped: boolean }>(
      db,
      `select v.area_m2 as "areaM2", st_isvalid(v.geom) as "isValid", st_isvalid(st_snaptogrid(v.geom, :step::float8)) as snapped
         from grid_version as v
        where v.grid_id = :id::bigint
          and v.valid_to is null`,
      { id, step },
    )
  expect(await told()).toMatchObject({ isValid: true, snapped: false })
  await migrate()
  expect(await offStep()).toBe(0)
  expect(await told()).toMatchObject({ isValid: true, snapped: true })
})
