import { VectorTile } from '@mapbox/vector-tile'
import fc from 'fast-check'
import { PbfReader } from 'pbf'
import { beforeAll, expect, test } from 'vitest'
import { matchOf } from '../../server/atlas/component-match.ts'
import { countComponents as countInAtlas } from '../../server/atlas/count-components.ts'
import { type AtlasState, loadAtlas } from '../../server/atlas/load.ts'
import type { ComponentFilter } from '../../server/components/component-filter.ts'
import { countComponents } from '../../server/components/components.queries.ts'
import { DIMENSIONS } from '../../server/shared/components.contract.ts'
import { countBy } from '../../server/stats/stats.queries.ts'
import { CLUSTERS, type Cluster } from '../../server/tiles/component-tile.ts'
import { componentsAt } from '../../server/tiles/component-tile-at.ts'
import { encodeComponentTile } from '../../server/tiles/encode-components.ts'
import type { TileAddress } from '../../server/tiles/tile-address.ts'
import { useDatabase } from '../support/database.ts'
import { anyFilter } from '../support/filters.ts'
import { makeRegistry, type RegistryFixture } from '../support/registry-fixture.ts'

const registry = useDatabase()
let fixture: RegistryFixture
let atlas: AtlasState
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
  atlas = await loadAtlas(registry())
})

/** What a decoder reads out of a tile: identities of points, and cells by place with their counts. */
const read = async (address: TileAddress, filter: ComponentFilter, cluster: Cluster) => {
  const { at } = filter
  const { components, match } = at
    ? await componentsAt(registry().db, address, { ...filter, at })
    : { components: atlas.components, match: matchOf(atlas.components, atlas.grids, filter) }
  const { bytes, facts } = encodeComponentTile(components, address, match, cluster)
  const { layers } = new VectorTile(new PbfReader(bytes))
  const featuresOf = (name: string) => {
    const layer = layers[name]
    return Array.from({ length: layer?.length ?? 0 }, (_, n) => layer?.feature(n))
  }
  const points = featuresOf('components').map((feature) => Number(feature?.id))
  const cells = featuresOf('cells').map((feature) => {
    const { x = 0, y = 0 } = feature?.loadGeometry()[0]?.[0] ?? {}
    return { column: Math.floor(x / 128), row: Math.floor(y / 128), count: Number(feature?.properties.n) }
  })
  const total = points.length + cells.reduce((sum, cell) => sum + cell.count, 0)
  expect(facts.components).toBe(total)
  return { points, cells, total }
}

const childrenOf = ({ z, x, y }: TileAddress): TileAddress[] =>
  [0, 1, 2, 3].map((n) => ({ z: z + 1, x: 2 * x + (n & 1), y: 2 * y + (n >> 1) }))

/** Every tile of a zoom that holds anything, found by descending through the tiles that do. */
const tilesAt = async (zoom: number, filter: ComponentFilter, cluster: Cluster) => {
  let occupied: TileAddress[] = [{ z: 0, x: 0, y: 0 }]
  for (let z = 0; z < zoom; z++) {
    const held: TileAddress[] = []
    for (const tile of occupied.flatMap(childrenOf))
      if ((await read(tile, filter, 'always')).total > 0) held.push(tile)
    occupied = held
  }
  const tiles = []
  for (const tile of occupied) tiles.push(await read(tile, filter, cluster))
  return tiles
}

const atMost = (runs: number) => ({ numRuns: runs })

test('under any filter, at any zoom, the tiles hold every component once and count what the list counts', async () => {
  const { db } = registry()
  await fc.assert(
    fc.asyncProperty(
      anyFilter(fixture),
      fc.integer({ min: 0, max: 18 }),
      fc.constantFrom(...CLUSTERS),
      async (any, zoom, cluster) => {
        // As of an instant each tile asks the database: not all the way down.
        const depth = any.at ? Math.min(zoom, 4) : zoom
        const tiles = await tilesAt(depth, any, cluster)
        const points = tiles.flatMap((tile) => tile.points)
        expect(new Set(points).size).toBe(points.length)
        expect(tiles.reduce((sum, tile) => sum + tile.total, 0)).toBe(await countComponents(db, any))
        if (cluster === 'always') expect(points).toEqual([])
        if (cluster === 'never') expect(tiles.flatMap((tile) => tile.cells)).toEqual([])
      },
    ),
    atMost(25),
  )
})

test('at every zoom from 0 to 22 the whole registry is there once', async () => {
  const total = await countComponents(registry().db, {})
  expect(total).toBe(399 + EXTREMES.length)
  let occupied: TileAddress[] = [{ z: 0, x: 0, y: 0 }]
  for (let z = 0; z <= 22; z++) {
    const ids = new Set<number>()
    const held: TileAddress[] = []
    for (const tile of occupied) {
      const { points } = await read(tile, {}, 'never')
      for (const id of points) ids.add(id)
      if (points.length > 0) held.push(tile)
    }
    expect(ids.size, `zoom ${z}`).toBe(total)
    occupied = held.flatMap(childrenOf)
  }
})

test('cells nest: a cell of a tile is the sum of the cells below it', async () => {
  const tile = { z: 3, x: 6, y: 3 }
  const parent = await read(tile, {}, 'always')
  const below = new Map<string, number>()
  for (const child of childrenOf(tile)) {
    for (const { column, row, count } of (await read(child, {}, 'always')).cells) {
      const key = `${(column + 32 * (child.x & 1)) >> 1},${(row + 32 * (child.y & 1)) >> 1}`
      below.set(key, (below.get(key) ?? 0) + count)
    }
  }
  expect(parent.cells.length).toBeGreaterThan(0)
  expect(new Map(parent.cells.map(({ column, row, count }) => [`${column},${row}`, count]))).toEqual(below)
})

test('counts by one or two dimensions are those of the database, under any filter', async () => {
  const { db } = registry()
  const levels = [...atlas.grids.levels.keys()]
  await fc.assert(
    fc.asyncProperty(
      anyFilter(fixture),
      fc.uniqueArray(fc.constantFrom(...DIMENSIONS), { minLength: 1, maxLength: 2 }),
      fc.constantFrom(...levels),
      async ({ at: _, ...filter }, by, level) => {
        const match = matchOf(atlas.components, atlas.grids, filter)
        const counted = countInAtlas(atlas.components, atlas.grids, match, by, level)
        expect(counted).toEqual(await countBy(db, by, filter, level))
      },
    ),
    atMost(60),
  )
})
