/** What a lookup says of a position, from memory: its place in every scheme with the chain of grids and their units, and the candidates around. */
import type { GridCandidate } from '../lookup/candidates.ts'
import type { LocatedGrid, Place } from '../lookup/locate.ts'
import type { LonLat } from '../shared/crs.ts'
import { type Grids, gridRefOf, MOST_STEPS } from './grids.ts'
import { gridsWithin, type Located, locateIn } from './locate.ts'
import { metresToBorder, metresToGrid } from './metric.ts'
import type { AtlasDistrict, Catalogue } from './read-catalogue.ts'

const toMillimetre = (metres: number): number => Math.round(metres * 1000) / 1000

/** From the first level down to the grid itself. */
const chainOf = (grids: Grids, { units }: Catalogue, number: number): LocatedGrid[] => {
  const chain: LocatedGrid[] = []
  let at = number
  for (let step = 0; at !== 0 && step <= MOST_STEPS; step++) {
    if (grids.levelIds[at] !== 0) {
      const { id, code, name, level } = gridRefOf(grids, at)
      chain.push({ id, code, name, level, unit: units.get(grids.ownUnits[at] ?? 0) ?? null })
    }
    at = grids.parents[at] ?? 0
  }
  return chain.reverse()
}

const borderOf = (
  grids: Grids,
  { metricProj4 }: AtlasDistrict,
  { grid, placement, distanceM }: Located,
  point: LonLat,
): number | null => {
  if (grid === 0 || metricProj4 === null) return null
  return toMillimetre(placement === 'nearest' ? distanceM : metresToBorder(grids, metricProj4, grid, point))
}

/** One place a scheme, in order of rank: the same as `locate` of the lookup gives from the database. */
export const placesOf = (grids: Grids, catalogue: Catalogue, point: LonLat): Place[] =>
  grids.schemes.map(({ ref }, scheme) => {
    const located = locateIn(grids, catalogue.district, scheme, point)
    return {
      scheme: ref,
      placement: located.placement,
      borderM: borderOf(grids, catalogue.district, located, point),
      inGap: located.inGap,
      grids: chainOf(grids, catalogue, located.grid),
    }
  })

/** Other grids of the located grid's level within the accuracy, nearest first, then by code: the same as `listCandidates` of the lookup. */
export const candidatesOf = (
  grids: Grids,
  { metricProj4 }: AtlasDistrict,
  point: LonLat,
  place: Place,
  accuracyM: number,
): GridCandidate[] => {
  const located = place.grids.at(-1)
  const level = located && grids.levels.get(located.level.id)
  if (level === undefined || metricProj4 === null || accuracyM <= 0) return []
  return gridsWithin(level, point, accuracyM)
    .filter((number) => grids.ids[number] !== located?.id)
    .map((number) => ({ number, distanceM: metresToGrid(grids, metricProj4, number, point) }))
    .filter(({ distanceM }) => distanceM <= accuracyM)
    .sort(
      (a, b) =>
        a.distanceM - b.distanceM || (grids.codeRanks[a.number] ?? 0) - (grids.codeRanks[b.number] ?? 0),
    )
    .map(({ number, distanceM }) => ({ grid: gridRefOf(grids, number), distanceM: toMillimetre(distanceM) }))
}
