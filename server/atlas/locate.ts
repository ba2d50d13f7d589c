/**
 * The rule of place of grids/locating.ts, in memory. In each scheme a position belongs to the deepest grid that covers it, of several on a shared border
 * to the one with the lowest code; where that grid is divided, or only other schemes hold the ground, to the nearest undivided grid within the
 * district's distance. Positions are degrees, EPSG:4490.
 */

import { METRES_PER_DEGREE } from '../grids/metres-per-degree.ts'
import type { LonLat } from '../shared/crs.ts'
import type { Placement } from '../shared/words.ts'
import { searchBoxes } from './box-index.ts'
import { covers } from './covers.ts'
import { type GridLevel, type Grids, MOST_STEPS } from './grids.ts'
import { cellAt } from './lattice.ts'
import { metresToGrid } from './metric.ts'
import type { AtlasDistrict } from './read-catalogue.ts'

/** `grid` is a number, 0 for none. `distanceM` only where placement is `nearest`. */
export type Located = {
  readonly grid: number
  readonly placement: Placement
  readonly distanceM: number
  readonly inGap: boolean
}

/** The number of the level's grid that covers the position; 0 for none. */
const coveringOfLevel = (grids: Grids, { lattice }: GridLevel, lon: number, lat: number): number => {
  if (lattice === null) return 0
  const cell = cellAt(lattice, lon, lat)
  if (cell < 0) return 0
  const end = lattice.starts[cell + 1] as number
  for (let at = lattice.starts[cell] as number; at < end; at++) {
    const number = lattice.items[at] as number
    if (covers(grids.shapes, number, lon, lat)) return number
  }
  return 0
}

/** The number of the deepest grid of a scheme that covers the position; 0 for none. Allocates nothing. */
export const coveringGrid = (grids: Grids, scheme: number, lon: number, lat: number): number => {
  const levels = grids.schemes[scheme]?.levels ?? []
  for (let n = levels.length - 1; n >= 0; n--) {
    const found = coveringOfLevel(grids, levels[n] as GridLevel, lon, lat)
    if (found !== 0) return found
  }
  return 0
}

const isBelow = (grids: Grids, number: number, above: number): boolean => {
  let at = grids.parents[number] ?? 0
  for (let step = 0; at !== 0 && step < MOST_STEPS; step++) {
    if (at === above) return true
    at = grids.parents[at] ?? 0
  }
  return false
}

const othersHold = (grids: Grids, scheme: number, lon: number, lat: number): boolean =>
  grids.schemes.some(
    ({ levels: [first] }, other) =>
      other !== scheme && first?.ref.depth === 1 && coveringOfLevel(grids, first, lon, lat) !== 0,
  )

/** Numbers of the level's grids whose boxes may lie within the distance: the box is a little larger, as in grids/locating.ts. */
export const gridsWithin = (level: GridLevel, [lon, lat]: LonLat, metres: number): number[] => {
  const dLat = (1.01 * metres) / METRES_PER_DEGREE
  const dLon = dLat / Math.max(Math.cos((lat * Math.PI) / 180), 0.01)
  return level.index ? searchBoxes(level.index, lon - dLon, lat - dLat, lon + dLon, lat + dLat) : []
}

/** Nearest first, then by code. */
const nearestUndivided = (
  grids: Grids,
  { metricProj4, nearestGridM }: AtlasDistrict,
  scheme: number,
  point: LonLat,
  below: number,
): { grid: number; distanceM: number } | undefined => {
  if (metricProj4 === null) return undefined
  const levels = grids.schemes[scheme]?.levels ?? []
  const [nearest] = levels
    .flatMap((level) => gridsWithin(level, point, nearestGridM))
    .filter((grid) => grids.divided[grid] === 0 && (below === 0 || isBelow(grids, grid, below)))
    .map((grid) => ({ grid, distanceM: metresToGrid(grids, metricProj4, grid, point) }))
    .sort(
      (a, b) => a.distanceM - b.distanceM || (grids.codeRanks[a.grid] ?? 0) - (grids.codeRanks[b.grid] ?? 0),
    )
  return nearest !== undefined && nearest.distanceM <= nearestGridM ? nearest : undefined
}

/** The place of a position in a scheme, by its place in `schemes`. */
export const locateIn = (
  grids: Grids,
  district: AtlasDistrict,
  scheme: number,
  [lon, lat]: LonLat,
): Located => {
  const covering = coveringGrid(grids, scheme, lon, lat)
  const inGap = covering !== 0 && grids.divided[covering] === 1
  if (covering !== 0 && !inGap) return { grid: covering, placement: 'covers', distanceM: 0, inGap }
  const nearest =
    inGap || othersHold(grids, scheme, lon, lat)
      ? nearestUndivided(grids, district, scheme, [lon, lat], covering)
      : undefined
  if (nearest) return { ...nearest, placement: 'nearest', inGap: true }
  return { grid: covering, placement: covering === 0 ? 'none' : 'covers', distanceM: 0, inGap }
}
