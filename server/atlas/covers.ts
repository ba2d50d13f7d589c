/** Whether a shape covers a position: exactly, for any doubles, its border included. Degrees, EPSG:4490. */
import { orient2d } from 'robust-predicates'
import { ringsFrom, ringsTo, type Shapes } from './shapes.ts'

/**
 * Counts the edges that a ray to the east crosses, over all rings at once: in a valid shape, odd means inside, whatever the rings' directions.
 * Where st_covers of PostGIS rounds a position onto an edge that it misses by less than 1e-22 degrees (one in a million positions computed to lie on
 * an edge), this says on which side it is.
 */
export const covers = (shapes: Shapes, shape: number, lon: number, lat: number): boolean => {
  const { coordinates, ringStarts } = shapes
  const lastRing = ringsTo(shapes, shape)
  let inside = false
  for (let ring = ringsFrom(shapes, shape); ring < lastRing; ring++) {
    let at = 2 * (ringStarts[ring] as number)
    const end = 2 * (ringStarts[ring + 1] as number)
    let ax = coordinates[at] as number
    let ay = coordinates[at + 1] as number
    for (at += 2; at < end; at += 2) {
      const bx = coordinates[at] as number
      const by = coordinates[at + 1] as number
      if (ay > lat !== by > lat) {
        if (ax > lon && bx > lon) inside = !inside
        else if (ax >= lon || bx >= lon) {
          const side = orient2d(ax, ay, bx, by, lon, lat)
          if (side === 0) return true
          if (side < 0 === by > ay) inside = !inside
        }
      } else if (by === lat && (bx === lon || (ay === lat && ax > lon !== bx > lon))) return true
      ax = bx
      ay = by
    }
  }
  return inside
}
