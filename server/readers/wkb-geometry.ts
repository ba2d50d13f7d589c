/** Reads well-known binary (OGC 06-103r4, and its forms with Z and M of ISO 19125 and of PostGIS) into GeoJSON with two dimensions; empty shapes are null. */
import type { Geometry, Position } from 'geojson'

export type WkbRead = {
  readonly geometry: Geometry | null
  /** Ordinates that were left out. */
  readonly heights: boolean
  readonly measures: boolean
}

const TYPES = [
  'Geometry',
  'Point',
  'LineString',
  'Polygon',
  'MultiPoint',
  'MultiLineString',
  'MultiPolygon',
  'GeometryCollection',
] as const
type ShapeType = Exclude<(typeof TYPES)[number], 'Geometry'>

const DEPTH_LIMIT = 8

type Cursor = { readonly view: DataView; at: number; heights: boolean; measures: boolean }
type Form = { readonly type: ShapeType; readonly little: boolean; readonly ordinates: number }

const wrong = (words: string): RangeError => new RangeError(words)

const readForm = (cursor: Cursor): Form => {
  const little = cursor.view.getUint8(cursor.at) === 1
  const code = cursor.view.getUint32(cursor.at + 1, little)
  // PostGIS flags heights, measures and an SRID in the upper bits; ISO adds 1000, 2000 or 3000.
  const plain = code & 0x0fffffff
  const dimensions = Math.floor(plain / 1000)
  const type = TYPES[plain % 1000]
  if (type === undefined || type === 'Geometry' || dimensions > 3)
    throw wrong(`shapes of type ${code} are not read`)
  const heights = (code & 0x80000000) !== 0 || dimensions === 1 || dimensions === 3
  const measures = (code & 0x40000000) !== 0 || dimensions === 2 || dimensions === 3
  cursor.at += (code & 0x20000000) !== 0 ? 9 : 5
  cursor.heights ||= heights
  cursor.measures ||= measures
  return { type, little, ordinates: 2 + Number(heights) + Number(measures) }
}

/** How many follow, each of at least `size` bytes: a count that the bytes cannot hold is a fault and no reason to reserve memory. */
const readCount = (cursor: Cursor, little: boolean, size: number): number => {
  const count = cursor.view.getUint32(cursor.at, little)
  cursor.at += 4
  if (count * size > cursor.view.byteLength - cursor.at)
    throw wrong(`it has ${count} parts, more than its bytes hold`)
  return count
}

const readPosition = (cursor: Cursor, { little, ordinates }: Form): Position => {
  const x = cursor.view.getFloat64(cursor.at, little)
  const y = cursor.view.getFloat64(cursor.at + 8, little)
  cursor.at += ordinates * 8
  return [x, y]
}

const readPositions = (cursor: Cursor, form: Form): Position[] => {
  const count = readCount(cursor, form.little, form.ordinates * 8)
  return Array.from({ length: count }, () => readPosition(cursor, form))
}

const readRings = (cursor: Cursor, form: Form): Position[][] =>
  Array.from({ length: readCount(cursor, form.little, 4) }, () => readPositions(cursor, form))

/** Members of the kind that a Multi… holds; empty ones are left out. */
const readMembers = (cursor: Cursor, form: Form, depth: number): Geometry[] => {
  const count = readCount(cursor, form.little, 5)
  const members = Array.from({ length: count }, () => readShape(cursor, depth + 1))
  return members.filter((member) => member !== null)
}

const gather = (type: ShapeType, members: readonly Geometry[]): Geometry => {
  const of = type.replace('Multi', '')
  const coordinates = members.map((member) => {
    if (member.type !== of || !('coordinates' in member)) throw wrong(`a ${type} holds a ${member.type}`)
    return member.coordinates
  })
  return { type, coordinates } as Geometry
}

const readShape = (cursor: Cursor, depth: number): Geometry | null => {
  if (depth > DEPTH_LIMIT) throw wrong('it is nested too deeply')
  const form = readForm(cursor)
  switch (form.type) {
    case 'Point': {
      const coordinates = readPosition(cursor, form)
      // Well-known binary has no other way to write an empty point.
      return coordinates.every(Number.isNaN) ? null : { type: 'Point', coordinates }
    }
    case 'LineString': {
      const coordinates = readPositions(cursor, form)
      return coordinates.length === 0 ? null : { type: 'LineString', coordinates }
    }
    case 'Polygon': {
      const coordinates = readRings(cursor, form)
      return (coordinates[0] ?? []).length === 0 ? null : { type: 'Polygon', coordinates }
    }
    case 'GeometryCollection': {
      const geometries = readMembers(cursor, form, depth)
      return geometries.length === 0 ? null : { type: 'GeometryCollection', geometries }
    }
    default: {
      const members = readMembers(cursor, form, depth)
      return members.length === 0 ? null : gather(form.type, members)
    }
  }
}

/** What is wrong, in words, where the bytes are no such geometry. */
export const readWkbGeometry = (bytes: Uint8Array): WkbRead | string => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const cursor: Cursor = { view, at: 0, heights: false, measures: false }
  try {
    const geometry = readShape(cursor, 0)
    return { geometry, heights: cursor.heights, measures: cursor.measures }
  } catch (error) {
    // A DataView throws RangeError too, where the bytes end before the shape does.
    if (error instanceof RangeError)
      return error.message.startsWith('Offset') ? 'its bytes end too early' : error.message
    throw error
  }
}
