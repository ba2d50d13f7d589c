/**
 * Distances in metres, as PostGIS's st_distance(st_transform(…)) measures them: in the district's metric zone, along straight lines between projected
 * vertices. Which edges can be the nearest is seen in degrees, so that of a grid only those are projected.
 */
import proj4 from 'proj4'
import type { LonLat } from '../shared/crs.ts'
import { covers } from './covers.ts'
import type { Grids } from './grids.ts'
import { ringsFrom, ringsTo, type Shapes } from './shapes.ts'

type Project = (position: LonLat) => number[]

/** CGCS2000 degrees as longitude and latitude on its ellipsoid, as everywhere in this program (shared/crs.ts). */
const DEGREES = '+proj=longlat +ellps=GRS80 +no_defs'

/** By PROJ string: a district names one. */
const zones = new Map<string, Project>()

const zoneOf = (proj4Text: string): Project => {
  const known = zones.get(proj4Text)
  if (known) return known
  const project: Project = proj4(DEGREES, proj4Text).forward
  zones.set(proj4Text, project)
  return project
}

const squareToSegment = (x: number, y: number, ax: number, ay: number, bx: number, by: number): number => {
  const dx = bx - ax
  const dy = by - ay
  const square = dx * dx + dy * dy
  const along = square === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / square))
  const ex = x - ax - along * dx
  const ey = y - ay - along * dy
  return ex * ex + ey * ey
}

/**
 * How far a distance in degrees, longitudes shrunk as at the position, may be from the zone's, in the same degrees: a hundredth for the ellipsoid; and for
 * the narrowing of the meridians and the bend of an edge of this length, by their squares, twice what they come to at 63° of latitude.
 */
const slack = (distance: number, squareOfLength: number): number =>
  0.01 * distance + 0.07 * (distance * distance + squareOfLength)

/** Of a grid's edges around one position: how near each is at least, in degrees; and how near the nearest is at most. Scratch, one for all. */
let leasts = new Float64Array(1024)

/** Fills in `leasts` by the place of each edge's first vertex among the grid's positions. */
const nearestAtMost = ({ coordinates, ringStarts }: Shapes, grid: Rings, [lon, lat]: LonLat): number => {
  const shrink = Math.cos((lat * Math.PI) / 180)
  const first = ringStarts[grid.from] as number
  const edges = (ringStarts[grid.to] as number) - first
  if (leasts.length < edges) leasts = new Float64Array(2 * edges)
  let atMost = Infinity
  for (let ring = grid.from; ring < grid.to; ring++) {
    const end = (ringStarts[ring + 1] as number) - 1
    for (let at = ringStarts[ring] as number; at < end; at++) {
      const ax = ((coordinates[2 * at] as number) - lon) * shrink
      const ay = (coordinates[2 * at + 1] as number) - lat
      const bx = ((coordinates[2 * at + 2] as number) - lon) * shrink
      const by = (coordinates[2 * at + 3] as number) - lat
      const distance = Math.sqrt(squareToSegment(0, 0, ax, ay, bx, by))
      const unsure = slack(distance, (bx - ax) ** 2 + (by - ay) ** 2)
      leasts[at - first] = distance - unsure
      if (distance + unsure < atMost) atMost = distance + unsure
    }
  }
  return atMost
}

type Rings = { readonly from: number; readonly to: number }

/** Metres from a position to a grid's border, whether it lies inside or out. `proj4Text` names the metric zone. */
export const metresToBorder = (
  { shapes }: Grids,
  proj4Text: string,
  number: number,
  point: LonLat,
): number => {
  const project = zoneOf(proj4Text)
  const { coordinates, ringStarts } = shapes
  const grid = { from: ringsFrom(shapes, number), to: ringsTo(shapes, number) }
  const atMost = nearestAtMost(shapes, grid, point)
  const first = ringStarts[grid.from] as number
  const [x = 0, y = 0] = project(point)
  let least = Infinity
  for (let ring = grid.from; ring < grid.to; ring++) {
    const end = (ringStarts[ring + 1] as number) - 1
    for (let at = ringStarts[ring] as number; at < end; at++) {
      if ((leasts[at - first] as number) > atMost) continue
      const [ax = 0, ay = 0] = project([coordinates[2 * at] as number, coordinates[2 * at + 1] as number])
      const [bx = 0, by = 0] = project([coordinates[2 * at + 2] as number, coordinates[2 * at + 3] as number])
      least = Math.min(least, squareToSegment(x, y, ax, ay, bx, by))
    }
  }
  return Math.sqrt(least)
}

/** Metres from a position to a grid: 0 where the grid covers it. */
export const metresToGrid = (grids: Grids, proj4Text: string, number: number, point: LonLat): number =>
  covers(grids.shapes, number, ...point) ? 0 : metresToBorder(grids, proj4Text, number, point)
