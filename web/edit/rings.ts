/** Faces as rings of exact positions, [lon, lat] in degrees. A position is told from another by its two numbers, bit for bit. */
import type { Face } from '../../server/shared/boundaries.ts'
import type { LonLat } from '../../server/shared/crs.ts'
import type { PolygonShape } from '../../server/shared/operations.ts'
import type { Bbox } from '../api-types.ts'

/** What the editor needs of a grid of a draft. */
export type EditFace = Pick<Face, 'id' | 'depth' | 'code' | 'name' | 'geometry'>

/** The shortest text that gives the same number back: two positions have one key only where they are the same. */
export const keyOf = ([lon, lat]: LonLat): string => `${lon},${lat}`

export const isSame = (a: LonLat, b: LonLat): boolean => a[0] === b[0] && a[1] === b[1]

/** Polygons of rings, the outer one first. */
export const polygonsOf = (shape: PolygonShape): readonly (readonly LonLat[][])[] =>
  shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates

/** A ring without its last position, which is its first. */
export const openRing = (ring: readonly LonLat[]): LonLat[] => {
  const [first, last] = [ring[0], ring.at(-1)]
  return first && last && ring.length > 1 && isSame(first, last) ? ring.slice(0, -1) : [...ring]
}

export const closedRing = (open: readonly LonLat[]): LonLat[] => (open[0] ? [...open, open[0]] : [])

/** Twice the signed area in square degrees: above zero where the ring goes against the clock. */
export const turnOf = (open: readonly LonLat[]): number =>
  open.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = open[(i + 1) % open.length] ?? [x, y]
    return sum + x * nextY - nextX * y
  }, 0)

/** The same shape with other rings; a ring of which nothing is left takes its polygon or its hole away. */
export const withRings = (
  shape: PolygonShape,
  change: (open: readonly LonLat[]) => LonLat[],
): PolygonShape => {
  const polygons = polygonsOf(shape)
    .map((rings) => rings.map((ring) => closedRing(change(openRing(ring)))))
    .map((rings) => rings.filter((ring, i) => i === 0 || ring.length > 0))
    .filter(([outer]) => outer !== undefined && outer.length > 0)
  const [only] = polygons
  return polygons.length === 1 && only
    ? { type: 'Polygon', coordinates: only }
    : { type: 'MultiPolygon', coordinates: polygons }
}

export const boxOf = (faces: readonly Pick<EditFace, 'geometry'>[]): Bbox | null => {
  let box: Bbox | null = null
  for (const { geometry } of faces)
    for (const [outer] of polygonsOf(geometry))
      for (const [lon, lat] of outer ?? [])
        box =
          box === null
            ? [lon, lat, lon, lat]
            : [Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)]
  return box
}

/** Whether the ring goes round the point (even-odd); on the line itself it may say either. */
const isRoundIt = (open: readonly LonLat[], [x, y]: LonLat): boolean => {
  let inside = false
  open.forEach(([ax, ay], i) => {
    const [bx, by] = open[(i + 1) % open.length] ?? [ax, ay]
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  })
  return inside
}

export const covers = (shape: PolygonShape, point: LonLat): boolean =>
  polygonsOf(shape).some((rings) => rings.filter((ring) => isRoundIt(openRing(ring), point)).length % 2 === 1)

/** The face that holds a point: for a click, so of two that overlap the first. */
export const faceAt = <F extends Pick<EditFace, 'geometry'>>(faces: readonly F[], point: LonLat): F | null =>
  faces.find(({ geometry }) => covers(geometry, point)) ?? null

/** Where the line at a height goes into the rings and out again. */
const crossingsAt = (rings: readonly (readonly LonLat[])[], y: number): number[] =>
  rings
    .flatMap((ring) =>
      ring.flatMap(([ax, ay], i) => {
        const [bx, by] = ring[(i + 1) % ring.length] ?? [ax, ay]
        return ay > y === by > y ? [] : [((bx - ax) * (y - ay)) / (by - ay) + ax]
      }),
    )
    .sort((a, b) => a - b)

/** Heights that are looked at; not quite round, so as not to go through a vertex. */
const HEIGHTS = [0.5000123, 0.3500123, 0.6500123]

/** Where the name of a shape stands: on one of a few lines through its largest polygon, in the widest part that is inside. */
export const labelPointOf = (shape: PolygonShape): LonLat | null => {
  const largest = polygonsOf(shape)
    .map((rings) => rings.map(openRing))
    .sort((a, b) => Math.abs(turnOf(b[0] ?? [])) - Math.abs(turnOf(a[0] ?? [])))[0]
  const box = largest?.[0] && boxOf([{ geometry: { type: 'Polygon', coordinates: [[...largest[0]]] } }])
  if (!largest || !box) return null
  let widest: { width: number; at: LonLat } | null = null
  for (const height of HEIGHTS) {
    const y = box[1] + (box[3] - box[1]) * height
    const crossings = crossingsAt(largest, y)
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const [from = 0, to = 0] = crossings.slice(i, i + 2)
      if (widest === null || to - from > widest.width * 1.2)
        widest = { width: to - from, at: [(from + to) / 2, y] }
    }
  }
  return widest?.at ?? null
}
