/** Grids laid out in memory against the tables they were read from. */
import { beforeAll, expect, test } from 'vitest'
import { makeGridNumbers, numberGrid } from '../../server/atlas/grid-numbers.ts'
import { ancestorsAt, flagsBelow } from '../../server/atlas/grid-tree.ts'
import { type Grids, gridRefOf } from '../../server/atlas/grids.ts'
import { readCatalogue } from '../../server/atlas/read-catalogue.ts'
import { readGrids } from '../../server/atlas/read-grids.ts'
import { findRow } from '../../server/atlas/rows-by-id.ts'
import { positionsFrom, positionsTo, ringsFrom, ringsTo } from '../../server/atlas/shapes.ts'
import { one, rows } from '../../server/db/database.ts'
import { gridsAndBelow } from '../../server/grids/below.ts'
import { chainsOf, findAnswering } from '../../server/grids/grid-chain.ts'
import { listAllSchemes } from '../../server/grids/schemes.queries.ts'
import { useDatabase } from '../support/database.ts'
import { makeRegistry, type RegistryFixture } from '../support/registry-fixture.ts'

const registry = useDatabase()
/** A number is known already for a grid that is no more, as after a change. */
const numbers = makeGridNumbers()
let fixture: RegistryFixture
let grids: Grids

beforeAll(async () => {
  const { db } = registry()
  fixture = await makeRegistry(db, 100)
  numberGrid(numbers, 999_999)
  // Two parts, one of them with a hole: what no grid of the fixture has.
  await db.raw(
    `update grid_version as v
        set geom = st_multi(st_union(
              st_difference(v.geom, st_buffer(st_pointonsurface(v.geom), 0.0003)),
              st_setsrid(st_makeenvelope(120.7, 31.3, 120.701, 31.301), 4490)))
      where v.grid_id = :id::bigint
        and v.valid_to is null`,
    { id: fixture.grids[7]?.id },
  )
  grids = await readGrids(db, numbers)
})

const numberOf = (id: number): number => Math.max(0, findRow(numbers.numbers, id))

test('every coordinate has the bits of the database', async () => {
  const shapes = await rows<{ id: number; rings: [number, number][][] }>(
    registry().db,
    `select v.grid_id as id,
            (select json_agg(r.ring order by r.path)
               from (select d.path[1:2] as path,
                            json_agg(json_build_array(st_x(d.geom), st_y(d.geom)) order by d.path[3]) as ring
                       from st_dumppoints(v.geom) as d
                      group by 1) as r) as rings
       from grid_version as v
      where v.valid_to is null`,
  )
  expect(shapes).toHaveLength(fixture.grids.length)
  for (const { id, rings } of shapes) {
    const number = numberOf(id)
    const { coordinates, ringStarts } = grids.shapes
    expect([
      ...coordinates.slice(2 * positionsFrom(grids.shapes, number), 2 * positionsTo(grids.shapes, number)),
    ]).toEqual(rings.flat(2))
    const [from, to] = [ringsFrom(grids.shapes, number), ringsTo(grids.shapes, number)]
    const lengths = Array.from(
      { length: to - from },
      (_, n) => (ringStarts[from + n + 1] ?? 0) - (ringStarts[from + n] ?? 0),
    )
    expect(lengths).toEqual(rings.map((ring) => ring.length))
  }
  const odd = numberOf(fixture.grids[7]?.id ?? 0)
  expect((grids.shapes.lastPolygon[odd] ?? 0) - (grids.shapes.firstPolygon[odd] ?? 0)).toBe(2)
  expect(ringsTo(grids.shapes, odd) - ringsFrom(grids.shapes, odd)).toBe(3)
})

test('schemes, chains, order and answering units are those of the database', async () => {
  const { db } = registry()
  const schemes = await listAllSchemes(db)
  expect(
    grids.schemes.map(({ ref, levels }) => ({
      ...ref,
      levels: levels.map(({ ref: level, members }) => ({ ...level, grids: members.length })),
    })),
  ).toEqual(schemes.map(({ purpose: _, ...scheme }) => scheme))
  const inOrder = await rows<{ id: number }>(
    db,
    `select v.grid_id as id from grid_version as v where v.valid_to is null and v.level_id = :level::int order by v.code collate "C"`,
    { level: fixture.levelIds[2] },
  )
  expect([...(grids.levels.get(fixture.levelIds[2])?.members ?? [])].map((n) => grids.ids[n])).toEqual(
    inOrder.map(({ id }) => id),
  )
  const parents = new Set(fixture.grids.map((grid) => grid.parentId))
  for (const { id } of fixture.grids) {
    const number = numberOf(id)
    const chain = (await chainsOf(db, [id], undefined)).get(id) ?? []
    expect(gridRefOf(grids, number)).toEqual(chain.at(-1))
    expect(chain.map(({ level }) => grids.ids[ancestorsAt(grids, level.id)[number] ?? 0])).toEqual(
      chain.map((above) => above.id),
    )
    expect(grids.answeringUnits[number]).toBe((await findAnswering(db, id, undefined))?.unit.id ?? 0)
    expect(grids.divided[number]).toBe(parents.has(id) ? 1 : 0)
  }
})

test('the grids below are those of the database, below a grid that is no more too', async () => {
  const { db } = registry()
  const town = fixture.grids[0]?.id ?? 0
  const below = async (ids: number[]) =>
    (await rows<{ id: number }>(db, gridsAndBelow('ids'), { ids })).map(({ id }) => id).sort((a, b) => a - b)
  const flagged = (of: Grids, ids: number[]) =>
    [...flagsBelow(of, ids)]
      .flatMap((flag, number) => (flag ? [of.ids[number] ?? 0] : []))
      .sort((a, b) => a - b)
  for (const { id } of fixture.grids) expect(flagged(grids, [id])).toEqual(await below([id]))
  expect(flagged(grids, [town, fixture.grids[9]?.id ?? 0])).toEqual(
    await below([town, fixture.grids[9]?.id ?? 0]),
  )
  await db.raw('update grid_version set valid_to = now() where grid_id = ? and valid_to is null', [town])
  const after = await readGrids(db, numbers)
  expect(flagged(after, [town])).toEqual(await below([town]))
  expect(after.levelIds[numberOf(town)]).toBe(0)
  expect(after.levels.get(fixture.levelIds[0])?.members).toHaveLength(1)
})

test('the catalogue names the district, its zone and its centre, and every unit in force', async () => {
  const { db } = registry()
  const { district, units } = await readCatalogue(db)
  const { count } = await one<{ count: number }>(
    db,
    'select count(*) as count from unit_version as v where v.valid_to is null',
  )
  expect(district).toMatchObject({
    code: '320506',
    metricSrid: 4549,
    nearestGridM: 100,
    centre: { id: fixture.centreUnitId, code: 'C0' },
  })
  expect(district.metricProj4).toMatch(/\+proj=tmerc/)
  expect(units.size).toBe(count)
  expect(units.get(fixture.centreUnitId)).toEqual(district.centre)
})
