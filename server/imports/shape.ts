/** A delivered geometry into a planar one in EPSG:4490: heights left out, rings closed and cleared of repeated points, exterior anticlockwise (RFC 7946). */
import type { Geometry, Position } from 'geojson'
import { isReason, type Reason, reason } from '../shared/reasons.ts'
import type { PlanarGeometry } from './ewkb.ts'
import type { PositionReader } from './position.ts'

export type Shape = {
  readonly geometry: PlanarGeometry
  /** The same as delivered, two dimensions. */
  readonly source: PlanarGeometry
  readonly notes: readonly Reason[]
}

const PLANAR = ['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon']
const DEPTH: Record<string, number> = {
  Point: 0,
  MultiPoint: 1,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
}

const isPosition = (value: unknown): value is Position =>
  Array.isArray(value) && value.length >= 2 && value.every((n) => typeof n === 'number')

type Nested = Position | Nested[]
const isNested = (value: unknown, depth: number): value is Nested =>
  depth === 0 ? isPosition(value) : Array.isArray(value) && value.every((inner) => isNested(inner, depth - 1))

/** Every position by `each`; the first refusal ends it. */
const mapPositions = (
  value: Nested,
  depth: number,
  each: (p: Position) => Position | Reason,
): Nested | Reason => {
  if (depth === 0) return each(value as Position)
  const mapped: Nested[] = []
  for (const inner of value as Nested[]) {
    const result = mapPositions(inner, depth - 1, each)
    if (isReason(result)) return result
    mapped.push(result)
  }
  return mapped
}

const samePlace = (a: Position | undefined, b: Position | undefined): boolean =>
  a?.[0] === b?.[0] && a?.[1] === b?.[1]

/** Twice the signed area; positive anticlockwise. Relative to the first point, because degrees far from zero would cancel. */
const turn = (ring: readonly Position[]): number => {
  const [ox = 0, oy = 0] = ring[0] ?? []
  let sum = 0
  for (let i = 0; i + 1 < ring.length; i++) {
    const [ax = 0, ay = 0] = ring[i] ?? []
    const [bx = 0, by = 0] = ring[i + 1] ?? []
    sum += (ax - ox) * (by - oy) - (bx - ox) * (ay - oy)
  }
  return sum
}

type RingNotes = { closed: boolean; dropped: number }

const cleanRing = (ring: readonly Position[], index: number, notes: RingNotes): Position[] | Reason => {
  const kept = ring.filter((position, i) => i === 0 || !samePlace(position, ring[i - 1]))
  notes.dropped += ring.length - kept.length
  const [start] = kept
  if (start && !samePlace(start, kept.at(-1))) {
    kept.push(start)
    notes.closed = true
  }
  if (kept.length < 4) return reason('ring_too_short', null, { ring: index + 1 })
  return turn(kept) > 0 === (index === 0) ? kept : kept.reverse()
}

const cleanPolygon = (rings: readonly (readonly Position[])[], notes: RingNotes): Position[][] | Reason => {
  if (rings.length === 0) return reason('ring_too_short', null, { ring: 1 })
  const cleaned: Position[][] = []
  for (const [index, ring] of rings.entries()) {
    const result = cleanRing(ring, index, notes)
    if (isReason(result)) return result
    cleaned.push(result)
  }
  return cleaned
}

const cleanPolygons = (geometry: PlanarGeometry, notes: RingNotes): PlanarGeometry | Reason => {
  if (geometry.type === 'Polygon') {
    const coordinates = cleanPolygon(geometry.coordinates, notes)
    return isReason(coordinates) ? coordinates : { type: 'Polygon', coordinates }
  }
  if (geometry.type !== 'MultiPolygon') return geometry
  const polygons: Position[][][] = []
  for (const polygon of geometry.coordinates) {
    const coordinates = cleanPolygon(polygon, notes)
    if (isReason(coordinates)) return coordinates
    polygons.push(coordinates)
  }
  return polygons.length === 0 ? reason('geometry_missing') : { type: 'MultiPolygon', coordinates: polygons }
}

export const readShape = (delivered: Geometry | null, toPlace: PositionReader): Shape | Reason => {
  if (delivered === null || typeof delivered !== 'object') return reason('geometry_missing')
  const type = String(delivered.type)
  if (!PLANAR.includes(type))
    return reason('geometry_kind', null, { value: type, expected: PLANAR.join(', ') })
  const depth = DEPTH[type] ?? 0
  const coordinates = (delivered as { coordinates?: unknown }).coordinates
  if (Array.isArray(coordinates) && coordinates.length === 0) return reason('geometry_missing')
  if (!isNested(coordinates, depth))
    return reason('geometry_unreadable', null, { detail: `its coordinates are not those of a ${type}` })
  let heights = false
  const places = mapPositions(coordinates, depth, (position) => {
    if (position.length > 2) heights = true
    return toPlace(position)
  })
  if (isReason(places)) return places
  const ring: RingNotes = { closed: false, dropped: 0 }
  const geometry = cleanPolygons({ type, coordinates: places } as PlanarGeometry, ring)
  if (isReason(geometry)) return geometry
  const notes = [
    ...(heights ? [reason('note_z_dropped')] : []),
    ...(ring.closed ? [reason('note_ring_closed')] : []),
    ...(ring.dropped > 0 ? [reason('note_points_dropped', null, { count: ring.dropped })] : []),
  ]
  return { geometry, source: { type, coordinates } as PlanarGeometry, notes }
}
