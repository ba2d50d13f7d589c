/**
 * Puts the rings of a Shapefile's polygon together: which are outer and which are holes of which. By the standard outer rings turn clockwise; where a
 * file turns all of them one way that says nothing, and what lies inside what decides alone.
 */
import type { Position } from 'geojson'

type Box = readonly [west: number, south: number, east: number, north: number]
type Ring = {
  readonly ring: Position[]
  readonly box: Box
  readonly area: number
  readonly clockwise: boolean
}

const x = (p: Position | undefined): number => p?.[0] ?? Number.NaN
const y = (p: Position | undefined): number => p?.[1] ?? Number.NaN

/** Twice the area, negative where it turns clockwise; from the first corner, because eastings of eight digits would cancel. */
const turn = (ring: readonly Position[]): number => {
  const [ox, oy] = [x(ring[0]), y(ring[0])]
  let sum = 0
  for (let i = 1; i < ring.length; i++)
    sum += (x(ring[i - 1]) - ox) * (y(ring[i]) - oy) - (x(ring[i]) - ox) * (y(ring[i - 1]) - oy)
  return sum
}

const measure = (ring: Position[]): Ring => {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const position of ring) {
    west = Math.min(west, x(position))
    east = Math.max(east, x(position))
    south = Math.min(south, y(position))
    north = Math.max(north, y(position))
  }
  const twice = turn(ring)
  return { ring, box: [west, south, east, north], area: Math.abs(twice), clockwise: twice < 0 }
}

const boxInside = (inner: Box, outer: Box): boolean =>
  inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3]

/** 1 inside, -1 outside, 0 on the edge. */
const sideOf = (px: number, py: number, ring: readonly Position[]): -1 | 0 | 1 => {
  let inside = false
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay, bx, by] = [x(ring[i - 1]), y(ring[i - 1]), x(ring[i]), y(ring[i])]
    const cross = (bx - ax) * (py - ay) - (by - ay) * (px - ax)
    const within =
      px >= Math.min(ax, bx) && px <= Math.max(ax, bx) && py >= Math.min(ay, by) && py <= Math.max(ay, by)
    if (cross === 0 && within) return 0
    if (ay > py !== by > py && px < ((bx - ax) * (py - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside ? 1 : -1
}

/** By the first corner that is not on the other's edge, else by the first middle of an edge: a hole may touch its outer ring. */
const liesInside = (inner: Ring, outer: Ring): boolean => {
  if (!boxInside(inner.box, outer.box)) return false
  for (const corner of inner.ring) {
    const side = sideOf(x(corner), y(corner), outer.ring)
    if (side !== 0) return side === 1
  }
  for (let i = 1; i < inner.ring.length; i++) {
    const [a, b] = [inner.ring[i - 1], inner.ring[i]]
    const side = sideOf((x(a) + x(b)) / 2, (y(a) + y(b)) / 2, outer.ring)
    if (side !== 0) return side === 1
  }
  return false
}

/** Of the larger rings that `counts` admits. */
const smallestAround = (
  bySize: readonly Ring[],
  at: number,
  counts: (ring: Ring) => boolean,
): Ring | undefined => {
  const ring = bySize[at]
  for (let k = at - 1; k >= 0; k--) {
    const larger = bySize[k]
    if (ring && larger && counts(larger) && liesInside(ring, larger)) return larger
  }
  return undefined
}

/** Polygons, and holes within each, in the order in which they stand in the file. */
export const groupRings = (rings: readonly Position[][]): Position[][][] => {
  const [only] = rings
  if (only !== undefined && rings.length === 1) return [[only]]
  const measured = rings.map(measure)
  const mixed = measured.some((r) => r.clockwise) && measured.some((r) => !r.clockwise)
  const bySize = [...measured].sort((a, b) => b.area - a.area)
  const outers = new Set<Ring>()
  const outerOf = new Map<Ring, Ring>()
  const depthOf = new Map<Ring, number>()
  for (const [i, ring] of bySize.entries()) {
    const around = smallestAround(bySize, i, (other) => !mixed || outers.has(other))
    const depth = around === undefined ? 0 : (depthOf.get(around) ?? 0) + 1
    depthOf.set(ring, depth)
    const hole = mixed ? !ring.clockwise : depth % 2 === 1
    if (hole && around !== undefined) outerOf.set(ring, around)
    else outers.add(ring)
  }
  const holesOf = new Map<Ring, Position[][]>()
  for (const ring of measured) {
    const outer = outerOf.get(ring)
    const holes = outer && holesOf.get(outer)
    if (holes) holes.push(ring.ring)
    else if (outer) holesOf.set(outer, [ring.ring])
  }
  return measured.filter((ring) => outers.has(ring)).map((ring) => [ring.ring, ...(holesOf.get(ring) ?? [])])
}
