/** Plane geometry of rings given as points, in metres: area, centroid, long axis, crossings. Rings are counter-clockwise, not closed. */
import { at, type Xy } from './mesh.ts'

export type Ring = readonly Xy[]

export const minus = (a: Xy, b: Xy): Xy => [a[0] - b[0], a[1] - b[1]]
export const crossOf = (a: Xy, b: Xy): number => a[0] * b[1] - a[1] * b[0]
export const lengthOf = (a: Xy): number => Math.hypot(a[0], a[1])

/** Positive for a counter-clockwise ring. Taken from its first point, so that large coordinates lose nothing. */
export const areaOf = (ring: Ring): number => {
  const origin = at(ring, 0)
  let twice = 0
  for (let i = 1; i + 1 < ring.length; i++)
    twice += crossOf(minus(at(ring, i), origin), minus(at(ring, i + 1), origin))
  return twice / 2
}

export const centroidOf = (ring: Ring): Xy => {
  const origin = at(ring, 0)
  let [twice, x, y] = [0, 0, 0]
  for (let i = 1; i + 1 < ring.length; i++) {
    const [a, b] = [minus(at(ring, i), origin), minus(at(ring, i + 1), origin)]
    const cross = crossOf(a, b)
    twice += cross
    x += cross * (a[0] + b[0])
    y += cross * (a[1] + b[1])
  }
  return [origin[0] + x / (3 * twice), origin[1] + y / (3 * twice)]
}

/** 1 for a circle, π/4 for a square, near 0 for a sliver. */
export const compactnessOf = (ring: Ring): number => {
  let perimeter = 0
  for (let i = 0; i < ring.length; i++)
    perimeter += lengthOf(minus(at(ring, (i + 1) % ring.length), at(ring, i)))
  return (4 * Math.PI * areaOf(ring)) / perimeter ** 2
}

/** The direction and length of the long side of the smallest of 24 turned boxes. */
export const longAxisOf = (ring: Ring): { angle: number; length: number } => {
  let best = { angle: 0, length: 0, area: Number.POSITIVE_INFINITY }
  for (let step = 0; step < 24; step++) {
    const angle = (step * Math.PI) / 48
    const [c, s] = [Math.cos(angle), Math.sin(angle)]
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
    for (const [x, y] of ring) {
      const [u, v] = [x * c + y * s, y * c - x * s]
      west = Math.min(west, u)
      east = Math.max(east, u)
      south = Math.min(south, v)
      north = Math.max(north, v)
    }
    const [width, height] = [east - west, north - south]
    if (width * height >= best.area) continue
    best = {
      area: width * height,
      angle: width >= height ? angle : angle + Math.PI / 2,
      length: Math.max(width, height),
    }
  }
  return best
}

/** By the crossing number of a ray; a point on the border may fall either way. */
export const isInside = ([x, y]: Xy, ring: Ring): boolean => {
  let inside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [[ax, ay], [bx, by]] = [at(ring, i), at(ring, j)]
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}

/** Which side of the line p→q a point lies on: 1 left, -1 right. Outside its caller, since tsx names every inner function at each call (4 s in all). */
const sideOf = (p: Xy, q: Xy, point: Xy): number =>
  Math.sign((q[0] - p[0]) * (point[1] - p[1]) - (q[1] - p[1]) * (point[0] - p[0]))

/** Whether the segments a–b and c–d meet, ends included. */
export const segmentsMeet = (a: Xy, b: Xy, c: Xy, d: Xy): boolean =>
  sideOf(a, b, c) * sideOf(a, b, d) <= 0 && sideOf(c, d, a) * sideOf(c, d, b) <= 0
