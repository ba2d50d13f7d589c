/** Reads the content of one record of a .shp (ESRI 1998) into GeoJSON, in the file's own CRS; heights and measures are left out. */
import type { Geometry, Position } from 'geojson'
import { type Reason, reason } from '../shared/reasons.ts'
import { groupRings } from './rings.ts'

/** More than any grid or component has; each ring is compared with the larger ones. */
const RING_LIMIT = 10_000
const POINT = 1
const POLYLINE = 3
const POLYGON = 5
const MULTIPOINT = 8
/** Type, box, and the number of parts or points. */
const BOX_END = 36

const unreadable = (detail: string): Reason => reason('geometry_unreadable', null, { detail })

/** The plain type of one with Z (10 more) or M (20 more). */
const planar = (type: number): number => type % 10

export const dropsOf = (type: number): 'zm' | 'm' | null => (type < 10 ? null : type < 20 ? 'zm' : 'm')

/** Null where a coordinate is not finite; ESRI writes less than -1e38 for "no data". */
const readPositions = (bytes: Buffer, at: number, count: number): Position[] | null => {
  const positions = new Array<Position>(count)
  for (let i = 0; i < count; i++, at += 16) {
    const [px, py] = [bytes.readDoubleLE(at), bytes.readDoubleLE(at + 8)]
    if (!(Math.abs(px) < 1e38 && Math.abs(py) < 1e38)) return null
    positions[i] = [px, py]
  }
  return positions
}

const readMultiPoint = (bytes: Buffer): Geometry | null | Reason => {
  const count = bytes.length >= BOX_END + 4 ? bytes.readUInt32LE(BOX_END) : -1
  if (count < 0 || BOX_END + 4 + count * 16 > bytes.length)
    return unreadable('the record is too short for its points')
  const coordinates = readPositions(bytes, BOX_END + 4, count)
  if (coordinates === null) return unreadable('a coordinate is no number')
  return count === 0 ? null : { type: 'MultiPoint', coordinates }
}

/** Parts between their offsets; a reason where these do not rise from 0 within the points. */
const readParts = (bytes: Buffer): Position[][] | Reason => {
  const [parts, points] =
    bytes.length >= BOX_END + 8 ? [bytes.readUInt32LE(BOX_END), bytes.readUInt32LE(BOX_END + 4)] : [0, 1]
  const first = BOX_END + 8 + parts * 4
  if (first + points * 16 > bytes.length) return unreadable('the record is too short for its points')
  if (parts > RING_LIMIT) return unreadable(`it has ${parts} parts, more than ${RING_LIMIT}`)
  const positions = readPositions(bytes, first, points)
  if (positions === null) return unreadable('a coordinate is no number')
  const starts = Array.from({ length: parts }, (_, i) => bytes.readUInt32LE(BOX_END + 8 + i * 4))
  const rising = starts.every(
    (start, i) => (i === 0 ? start === 0 : start >= (starts[i - 1] ?? 0)) && start <= points,
  )
  if (!rising || (parts === 0 && points > 0)) return unreadable('the offsets of its parts are wrong')
  return starts
    .map((start, i) => positions.slice(start, starts[i + 1] ?? points))
    .filter((part) => part.length > 0)
}

const readLines = (bytes: Buffer): Geometry | null | Reason => {
  const parts = readParts(bytes)
  if (!Array.isArray(parts)) return parts
  if (parts.some((part) => part.length < 2)) return unreadable('a line has one point only')
  const [only] = parts
  if (only === undefined) return null
  return parts.length === 1
    ? { type: 'LineString', coordinates: only }
    : { type: 'MultiLineString', coordinates: parts }
}

const readPolygons = (bytes: Buffer): Geometry | null | Reason => {
  const rings = readParts(bytes)
  if (!Array.isArray(rings)) return rings
  const polygons = groupRings(rings)
  const [only] = polygons
  if (only === undefined) return null
  return polygons.length === 1
    ? { type: 'Polygon', coordinates: only }
    : { type: 'MultiPolygon', coordinates: polygons }
}

/** `type`: of the file; a record is of that type, or null. */
export const readShape = (bytes: Buffer, type: number): Geometry | null | Reason => {
  const own = bytes.readInt32LE(0)
  if (own === 0) return null
  if (own !== type) return unreadable(`its type is ${own}, that of the file is ${type}`)
  switch (planar(type)) {
    case POINT: {
      const [position] = (bytes.length >= 20 ? readPositions(bytes, 4, 1) : null) ?? []
      return position === undefined
        ? unreadable('a coordinate is no number')
        : { type: 'Point', coordinates: position }
    }
    case POLYLINE:
      return readLines(bytes)
    case POLYGON:
      return readPolygons(bytes)
    case MULTIPOINT:
      return readMultiPoint(bytes)
    default:
      return unreadable(`its type is ${own}`)
  }
}
