import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { ComponentFilter } from '../../server/components/component-filter.ts'
import { countComponents } from '../../server/components/components.queries.ts'
import { readComponentTile } from '../../server/tiles/component-tile.ts'
import type { TileAddress } from '../../server/tiles/mercator.ts'
import { useDatabase } from '../support/database.ts'
import { anyFilter } from '../support/filters.ts'
import { makeRegistry, type RegistryFixture } from '../support/registry-fixture.ts'

const registry = useDatabase()
let fixture: RegistryFixture
/** Beyond the last latitude, on the antimeridian, at the corner of four tiles of every zoom: places where a tile is easily lost. */
const EXTREMES: [number, number][] = [
  [180, 0],
  [-180, 89.9],
  [0, 0],
  [180, -90],
]

beforeAll(async () => {
  const { db } = registry()
  fixture = await makeRegistry(db, 400)
  await db.raw(
    `with made as (insert into component select from unnest(:lons::float8[]) returning id),
          numbered as (select m.id, row_number() over (order by m.id) as n from made as m)
     insert into component_version (component_id, edition_id, code, class_id, geom, source_crs, valid_from)
     select m.id, :editionId::int, 'X' || m.id, :classId::int, st_setsrid(st_makepoint(p.lon, p.lat), 4490), 'EPSG:4490', '2025-01-01'
       from numbered as m
       join unnest(:lons::float8[], :lats::float8[]) with ordinality as p (lon, lat, n) on p.n = m.n`,
    {
      lons: EXTREMES.map((p) => p[0]),
      lats: EXTREMES.map((p) => p[1]),
      editionId: fixture.editionId,
      classId: fixture.classIds[0],
    },
  )
})

/** Every tile of a zoom that can hold anything, found by descending from the tiles that do; and what they hold. */
const tilesDownTo = async (zoom: number, filter: ComponentFilter, mostPoints: number) => {
  const { db } = registry()
  let occupied: TileAddress[] = [{ z: 0, x: 0, y: 0 }]
  for (let z = 0; z < zoom; z++) {
    const children = occupied.flatMap(({ x, y }) =>
      [0, 1, 2, 3].map((n) => ({ z: z + 1, x: 2 * x + (n & 1), y: 2 * y + (n >> 1) })),
    )
    const held = await Promise.all(
      children.map(async (tile) => ((await read(tile, filter, 0)) > 0 ? [tile] : [])),
    )
    occupied = held.flat()
  }
  return Promise.all(occupied.map((tile) => readComponentTile(db, tile, filter, mostPoints)))
}
const read = async (tile: TileAddress, filter: ComponentFilter, mostPoints: number): Promise<number> => {
  const found = await readComponentTile(registry().db, tile, filter, mostPoints)
  return found.layer === 'cells'
    ? found.cells.reduce((sum, cell) => sum + cell.count, 0)
    : found.points.length
}

test('under any filter, at any zoom, the tiles hold every component once and count what the list counts', async () => {
  const { db } = registry()
  await fc.assert(
    fc.asyncProperty(
      anyFilter(fixture),
      fc.integer({ min: 0, max: 18 }),
      fc.constantFrom(0, 7, 3_000),
      async (filter, zoom, mostPoints) => {
        const tiles = await tilesDownTo(zoom, filter, mostPoints)
        const points = tiles.flatMap((tile) => (tile.layer === 'components' ? tile.points : []))
        const cells = tiles.flatMap((tile) => (tile.layer === 'cells' ? tile.cells : []))
        expect(new Set(points.map((point) => point.id)).size).toBe(points.length)
        expect(points.length + cells.reduce((sum, cell) => sum + cell.count, 0)).toBe(
          await countComponents(db, filter),
        )
        for (const point of points) {
          expect(point.x >= 0 && point.x < 1 && point.y >= 0 && point.y < 1).toBe(true)
        }
      },
    ),
    { numRuns: 15 },
  )
})

test('at every zoom from 0 to 18 the whole registry is there once', async () => {
  const { db } = registry()
  const total = await countComponents(db, {})
  expect(total).toBe(399 + EXTREMES.length)
  let occupied: TileAddress[] = [{ z: 0, x: 0, y: 0 }]
  for (let z = 0; z <= 18; z++) {
    const counts = await Promise.all(occupied.map((tile) => read(tile, {}, 100)))
    expect(
      counts.reduce((sum, n) => sum + n, 0),
      `zoom ${z}`,
    ).toBe(total)
    occupied = occupied
      .filter((_, n) => (counts[n] ?? 0) > 0)
      .flatMap(({ x, y }) => [0, 1, 2, 3].map((n) => ({ z: z + 1, x: 2 * x + (n & 1), y: 2 * y + (n >> 1) })))
  }
})

test('cells nest: a cell of a tile is the sum of the cells below it', async () => {
  const { db } = registry()
  const tile = { z: 3, x: 6, y: 3 }
  const parent = await readComponentTile(db, tile, {}, 0)
  if (parent.layer !== 'cells') throw new Error('expected cells')
  const below = new Map<string, number>()
  for (const n of [0, 1, 2, 3]) {
    const [dx, dy] = [n & 1, n >> 1]
    const child = await readComponentTile(db, { z: 4, x: 12 + dx, y: 6 + dy }, {}, 0)
    for (const cell of child.layer === 'cells' ? child.cells : []) {
      const key = `${(cell.column + 32 * dx) >> 1},${(cell.row + 32 * dy) >> 1}`
      below.set(key, (below.get(key) ?? 0) + cell.count)
    }
  }
  expect(parent.cells.length).toBeGreaterThan(0)
  expect(new Map(parent.cells.map((cell) => [`${cell.column},${cell.row}`, cell.count]))).toEqual(below)
})
