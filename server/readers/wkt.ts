/** Reads well-known text (OGC 06-103r4) of points, lines and polygons, single or many, with or without Z and M, into GeoJSON positions. */
import type { Geometry, Position } from 'geojson'

const TYPES: Record<string, { type: Exclude<Geometry['type'], 'GeometryCollection'>; depth: number }> = {
  POINT: { type: 'Point', depth: 0 },
  LINESTRING: { type: 'LineString', depth: 1 },
  MULTIPOINT: { type: 'MultiPoint', depth: 1 },
  POLYGON: { type: 'Polygon', depth: 2 },
  MULTILINESTRING: { type: 'MultiLineString', depth: 2 },
  MULTIPOLYGON: { type: 'MultiPolygon', depth: 3 },
}

type Nested = Position | Nested[]

const readPosition = (text: string): Position | string => {
  const numbers = text.trim().split(/\s+/).map(Number)
  return numbers.length >= 2 && numbers.length <= 4 && numbers.every(Number.isFinite)
    ? numbers
    : `"${text.slice(0, 40)}" is no position`
}

/** Parts between commas at this depth of brackets, or the reason why there are none. */
const split = (text: string): string[] | string => {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === '(') depth++
    else if (c === ')') depth--
    else if (c === ',' && depth === 0) {
      parts.push(text.slice(from, i))
      from = i + 1
    }
    if (depth < 0) return 'the brackets do not match'
  }
  if (depth !== 0) return 'the brackets do not match'
  return [...parts, text.slice(from)]
}

const readNested = (text: string, depth: number): Nested | string => {
  const inner = text.trim()
  if (depth === 0) return readPosition(inner.replace(/^\(([^()]*)\)$/, '$1'))
  if (!inner.startsWith('(') || !inner.endsWith(')')) return 'a bracket is missing'
  const parts = split(inner.slice(1, -1))
  if (typeof parts === 'string') return parts
  const read: Nested[] = []
  for (const part of parts) {
    const nested = readNested(part, depth - 1)
    if (typeof nested === 'string') return nested
    read.push(nested)
  }
  return read
}

/** The geometry and the SRID of an EWKT prefix; or what is wrong, in words. Empty shapes are null. */
export const parseWkt = (text: string): { geometry: Geometry | null; srid: number | null } | string => {
  const match = text.trim().match(/^(?:SRID=(\d+);)?\s*([A-Z]+)\s*(?:ZM|Z|M)?\s*(EMPTY|\(.*\))$/is)
  if (!match) return 'it is no well-known text'
  const [, srid, name = '', body = ''] = match
  const form = TYPES[name.toUpperCase().replace(/(ZM|Z|M)$/, '')] ?? TYPES[name.toUpperCase()]
  if (!form) return `${name} is not read`
  const at = srid === undefined ? null : Number(srid)
  if (body.toUpperCase() === 'EMPTY') return { geometry: null, srid: at }
  const coordinates = readNested(body, form.depth)
  if (typeof coordinates === 'string') return coordinates
  return { geometry: { type: form.type, coordinates } as Geometry, srid: at }
}
