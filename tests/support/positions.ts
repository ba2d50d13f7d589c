/** Positions where a grid is easily mistaken: on vertices, along edges, anywhere. Degrees, EPSG:4490. */
import type { Grids } from '../../server/atlas/grids.ts'
import { ringsFrom, ringsTo } from '../../server/atlas/shapes.ts'
import type { LonLat } from '../../server/shared/crs.ts'

/** Reproducible chance in [0, 1). */
export const chanceFrom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

type Edge = readonly [LonLat, LonLat]

/** Each edge of each grid of a level. */
const edgesOf = (grids: Grids, levelId: number): Edge[] => {
  const { coordinates, ringStarts } = grids.shapes
  const at = (position: number): LonLat => [
    coordinates[2 * position] ?? Number.NaN,
    coordinates[2 * position + 1] ?? Number.NaN,
  ]
  return [...(grids.levels.get(levelId)?.members ?? [])].flatMap((number) => {
    const [from, to] = [ringsFrom(grids.shapes, number), ringsTo(grids.shapes, number)]
    return Array.from({ length: to - from }, (_, n) => {
      const [start = 0, end = 0] = [ringStarts[from + n], ringStarts[from + n + 1]]
      return Array.from({ length: end - start - 1 }, (_, i): Edge => [at(start + i), at(start + i + 1)])
    }).flat()
  })
}

const between = ([ax, ay]: LonLat, [bx, by]: LonLat, share: number): LonLat => [
  ax + (bx - ax) * share,
  ay + (by - ay) * share,
]

/** Every vertex of the level, the middle of every edge and two more places on it; the same vertex once only. */
export const onBorders = (grids: Grids, levelId: number, chance: () => number): LonLat[] => {
  const places = edgesOf(grids, levelId).flatMap(([from, to]) => [
    from,
    between(from, to, 0.5),
    between(from, to, chance()),
    between(from, to, chance()),
  ])
  return [...new Map(places.map((place) => [place.join(), place])).values()]
}

/** All around the ground of the level and a tenth beyond it. */
export const anywhere = (grids: Grids, levelId: number, count: number, chance: () => number): LonLat[] => {
  const index = grids.levels.get(levelId)?.index?.tree
  if (!index) return []
  const [width, height] = [index.maxX - index.minX, index.maxY - index.minY]
  return Array.from({ length: count }, () => [
    index.minX + (chance() * 1.2 - 0.1) * width,
    index.minY + (chance() * 1.2 - 0.1) * height,
  ])
}
