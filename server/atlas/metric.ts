/**
 * Distances in metres, as PostGIS's st_distance(st_transform(…)) measures them: in the district's metric zone, along straight lines between projected
 * vertices. A grid's shape is projected when it is first asked about, and kept.
 */
import proj4 from 'proj4'
import type { LonLat } from '../shared/crs.ts'
import { covers } from './covers.ts'
import type { Grids } from './grids.ts'
import { positionsFrom, positionsTo, ringsFrom, ringsTo } from './shapes.ts'

type Plane = {
  readonly project: (position: [number, number]) => [number, number]
  /** By the grid's number: x, y, x, y, … in metres. */
  readonly projected: Map<number, Float64Array>
}

/** A grid of a dozen vertices takes 200 bytes; the oldest half goes when there are more. */
const COORDINATES_KEPT = 4_000_000

/** CGCS2000 degrees as longitude and latitude on its ellipsoid, as everywhere in this program (shared/crs.ts). */
const DEGREES = '+proj=longlat +ellps=GRS80 +no_defs'

/** One for each state of the grids and each zone: a redrawn grid is never measured by its former shape. */
const planes = new WeakMap<Grids, { proj4Text: string; plane: Plane; coordinates: number }>()

const planeOf = (grids: Grids, proj4Text: string) => {
  const known = planes.get(grids)
  if (known?.proj4Text === proj4Text) return known
  const converter = proj4(DEGREES, proj4Text)
  const made = {
    proj4Text,
    plane: {
      project: ([lon, lat]: [number, number]) => converter.forward([lon, lat]) as [number, number],
      projected: new Map<number, Float64Array>(),
    },
    coordinates: 0,
  }
  planes.set(grids, made)
  return made
}

/** In the order of the shape's positions. */
const projectedOf = (grids: Grids, proj4Text: string, number: number): Float64Array => {
  const kept = planeOf(grids, proj4Text)
  const { project, projected } = kept.plane
  const known = projected.get(number)
  if (known) return known
  const [from, to] = [positionsFrom(grids.shapes, number), positionsTo(grids.shapes, number)]
  const made = new Float64Array(2 * (to - from))
  for (let at = from; at < to; at++) {
    const lon = grids.shapes.coordinates[2 * at] as number
    const lat = grids.shapes.coordinates[2 * at + 1] as number
    made.set(project([lon, lat]), 2 * (at - from))
  }
  kept.coordinates += made.length
  for (const [oldest, coordinates] of projected) {
    if (kept.coordinates <= COORDINATES_KEPT) break
    projected.delete(oldest)
    kept.coordinates -= coordinates.length
  }
  projected.set(number, made)
  return made
}

const squareToSegment = (x: number, y: number, ax: number, ay: number, bx: number, by: number): number => {
  const [dx, dy] = [bx - ax, by - ay]
  const square = dx * dx + dy * dy
  const along = square === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / square))
  const [ex, ey] = [x - ax - along * dx, y - ay - along * dy]
  return ex * ex + ey * ey
}

/** Metres from a position to a grid's border, whether it lies inside or out. `proj4Text` names the metric zone. */
export const metresToBorder = (
  grids: Grids,
  proj4Text: string,
  number: number,
  [lon, lat]: LonLat,
): number => {
  const { shapes } = grids
  const [x, y] = planeOf(grids, proj4Text).plane.project([lon, lat])
  const plane = projectedOf(grids, proj4Text, number)
  const first = positionsFrom(shapes, number)
  const lastRing = ringsTo(shapes, number)
  let least = Infinity
  for (let ring = ringsFrom(shapes, number); ring < lastRing; ring++) {
    const end = 2 * ((shapes.ringStarts[ring + 1] as number) - first)
    for (let at = 2 * ((shapes.ringStarts[ring] as number) - first) + 2; at < end; at += 2) {
      const square = squareToSegment(
        x,
        y,
        plane[at - 2] as number,
        plane[at - 1] as number,
        plane[at] as number,
        plane[at + 1] as number,
      )
      if (square < least) least = square
    }
  }
  return Math.sqrt(least)
}

/** Metres from a position to a grid: 0 where the grid covers it. */
export const metresToGrid = (grids: Grids, proj4Text: string, number: number, point: LonLat): number =>
  covers(grids.shapes, number, ...point) ? 0 : metresToBorder(grids, proj4Text, number, point)
