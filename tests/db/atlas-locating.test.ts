/** The rule of place in memory against the same rule in SQL, in a district of two schemes with orphan ground. */
import { beforeAll, expect, test } from 'vitest'
import { makeGridNumbers } from '../../server/atlas/grid-numbers.ts'
import type { Grids } from '../../server/atlas/grids.ts'
import { locateIn } from '../../server/atlas/locate.ts'
import { candidatesOf, placesOf } from '../../server/atlas/places.ts'
import { type Catalogue, readCatalogue } from '../../server/atlas/read-catalogue.ts'
import { readGrids } from '../../server/atlas/read-grids.ts'
import { listCandidates } from '../../server/lookup/candidates.ts'
import { locate } from '../../server/lookup/locate.ts'
import type { LonLat } from '../../server/shared/crs.ts'
import { useDatabase } from '../support/database.ts'
import { placesBySql } from '../support/locating.ts'
import { anywhere, chanceFrom, onBorders } from '../support/positions.ts'
import { loadSmallDemo } from '../support/small-demo.ts'

const registry = useDatabase()
let grids: Grids
let catalogue: Catalogue

beforeAll(async () => {
  await loadSmallDemo(registry(), 0)
  grids = await readGrids(registry().db, makeGridNumbers())
  catalogue = await readCatalogue(registry().db)
}, 240_000)

const deepestLevels = () => grids.schemes.map(({ levels }) => levels.at(-1)?.ref.id ?? 0)

/** Every n-th on the embedded database, where SQL takes ten times as long. */
const some = (points: LonLat[], n: number): LonLat[] =>
  registry().embedded ? points.filter((_, i) => i % n === 0) : points

const compare = async (points: readonly LonLat[], { district } = catalogue) => {
  const bySql = await placesBySql(registry().db, points)
  const kinds = new Map<string, number>()
  const different: unknown[] = []
  for (const [n, point] of points.entries()) {
    for (const [scheme, { ref }] of grids.schemes.entries()) {
      const { grid, placement, inGap } = locateIn(grids, district, scheme, point)
      const expected = bySql.get(n)?.find((place) => place.schemeId === ref.id)
      const kind = `${placement}${inGap ? ' in a gap' : ''}`
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
      const same =
        (grids.ids[grid] ?? 0) === (expected?.gridId ?? 0) &&
        placement === (expected?.placement ?? 'none') &&
        inGap === (expected?.inGap ?? false)
      if (!same)
        different.push({ point, scheme: ref.code, grid: grids.ids[grid], placement, inGap, expected })
    }
  }
  return { kinds, different }
}

test('on every vertex and along every edge of both schemes the grid is the one of SQL', async () => {
  const chance = chanceFrom(1)
  const points = deepestLevels().flatMap((level) => onBorders(grids, level, chance))
  const { kinds, different } = await compare(some(points, 5))
  console.info(points.length, Object.fromEntries(kinds))
  expect(different.slice(0, 5)).toEqual([])
})

test('anywhere in the district and around it the grid is the one of SQL, in gaps the nearest', async () => {
  const points = anywhere(grids, deepestLevels()[0] ?? 0, 20_000, chanceFrom(2))
  const { kinds, different } = await compare(some(points, 5))
  console.info(points.length, Object.fromEntries(kinds))
  expect(different.slice(0, 5)).toEqual([])
  expect([...kinds.keys()].sort()).toEqual(['covers', 'nearest in a gap', 'none'])
})

test('where no grid is within the district’s distance, gaps stay with the grid that is divided', async () => {
  const near = { ...catalogue, district: { ...catalogue.district, nearestGridM: 4 } }
  const chance = chanceFrom(5)
  const points = deepestLevels().flatMap((level) =>
    onBorders(grids, level, chance).filter((_, n) => n % 9 === 0),
  )
  await registry().db.raw('update district set nearest_grid_m = 4')
  const { kinds, different } = await compare(some(points, 3), near)
  await registry().db.raw('update district set nearest_grid_m = ?', [catalogue.district.nearestGridM])
  expect(different.slice(0, 5)).toEqual([])
  expect([...kinds.keys()]).toContain('covers in a gap')
})

test('chain, units and distance to the border are those of the database, to the millimetre', async () => {
  const chance = chanceFrom(3)
  const level = deepestLevels()[0] ?? 0
  const points = [
    ...anywhere(grids, level, 150, chance),
    ...onBorders(grids, level, chance).filter((_, n) => n % 97 === 0),
  ]
  for (const point of some(points, 3)) {
    const expected = await locate(registry().db, point)
    const places = placesOf(grids, catalogue, point)
    const withoutBorder = (list: typeof places) => list.map(({ borderM: _, ...place }) => place)
    expect(withoutBorder(places)).toEqual(withoutBorder(expected))
    for (const [n, { borderM }] of places.entries())
      expect(Math.abs((borderM ?? -1) - (expected[n]?.borderM ?? -1))).toBeLessThanOrEqual(0.001)
    for (const [n, place] of places.entries()) {
      const candidates = candidatesOf(grids, catalogue.district, point, place, 80)
      const byDatabase = await listCandidates(registry().db, point, expected[n] ?? place, 80)
      expect(candidates.map((c) => c.grid)).toEqual(byDatabase.map((c) => c.grid))
      for (const [i, { distanceM }] of candidates.entries())
        expect(Math.abs(distanceM - (byDatabase[i]?.distanceM ?? -1))).toBeLessThanOrEqual(0.001)
    }
  }
})

test('the distance to the border is that of PostGIS at thousands of places', async () => {
  const points = some(anywhere(grids, deepestLevels()[1] ?? 0, 5_000, chanceFrom(4)), 5)
  const bySql = await placesBySql(registry().db, points)
  const off = points.flatMap((point, n) =>
    placesOf(grids, catalogue, point).map(({ scheme, borderM }) =>
      Math.abs((borderM ?? 0) - (bySql.get(n)?.find((p) => p.schemeId === scheme.id)?.borderM ?? 0)),
    ),
  )
  expect(Math.max(...off)).toBeLessThanOrEqual(0.001)
})
