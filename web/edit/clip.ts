/** What of a shape lies in a box, ring by ring, for labels and small maps: of a ring that leaves the box more than once the pieces stay joined along the box. Degrees. */
import type { LonLat } from '../../server/shared/crs.ts'
import type { PolygonShape } from '../../server/shared/operations.ts'
import type { Bbox } from '../api-types.ts'
import { labelPointOf, openRing, polygonsOf, withRings } from './rings.ts'

type Side = { readonly inside: (at: LonLat) => boolean; readonly cross: (a: LonLat, b: LonLat) => LonLat }

const upright = (lon: number, keep: (x: number) => boolean): Side => ({
  inside: ([x]) => keep(x),
  cross: ([ax, ay], [bx, by]) => [lon, ay + ((lon - ax) / (bx - ax)) * (by - ay)],
})
const level = (lat: number, keep: (y: number) => boolean): Side => ({
  inside: ([, y]) => keep(y),
  cross: ([ax, ay], [bx, by]) => [ax + ((lat - ay) / (by - ay)) * (bx - ax), lat],
})

const sidesOf = ([west, south, east, north]: Bbox): Side[] => [
  upright(west, (x) => x >= west),
  upright(east, (x) => x <= east),
  level(south, (y) => y >= south),
  level(north, (y) => y <= north),
]

const cut = (open: readonly LonLat[], { inside, cross }: Side): LonLat[] =>
  open.flatMap((to, i) => {
    const from = open.at(i - 1) ?? to
    if (inside(to)) return inside(from) ? [to] : [cross(from, to), to]
    return inside(from) ? [cross(from, to)] : []
  })

/** Null where nothing of it lies in the box. */
export const clipToBox = (shape: PolygonShape, box: Bbox): PolygonShape | null => {
  const sides = sidesOf(box)
  const clipped = withRings(shape, (open) => sides.reduce<LonLat[]>(cut, [...open]))
  return polygonsOf(clipped).some(([outer]) => openRing(outer ?? []).length > 2) ? clipped : null
}

/** Where the name of a shape stands that is seen in part only. */
export const labelPointIn = (shape: PolygonShape, box: Bbox): LonLat | null => {
  const seen = clipToBox(shape, box)
  return seen && labelPointOf(seen)
}

/** A box larger by this share of its longer side, on all sides. */
export const widened = ([west, south, east, north]: Bbox, share: number): Bbox => {
  const by = Math.max(east - west, north - south) * share
  return [west - by, south - by, east + by, north + by]
}
