/** Reads a row's geometry out of its fields: two columns of coordinates, well-known text or GeoJSON text. Positions are as the file gives them. */
import type { Geometry } from 'geojson'
import { type Reason, reason } from '../shared/reasons.ts'
import { FileRefused } from './file-refused.ts'
import type { Fields, GeometryFields, OpenOptions } from './source.ts'
import { parseWkt } from './wkt.ts'

const LON = ['lon', 'lng', 'long', 'longitude', '经度']
const LAT = ['lat', 'latitude', '纬度']
const WKT = ['wkt', 'geom', 'geometry', 'the_geom']
const GEOJSON = ['geojson', 'st_asgeojson']

/** What a header says by itself, where nobody did. X and Y are not guessed: Chinese survey sheets write the northing as X. */
const guessGeometry = (header: readonly string[]): GeometryFields | null => {
  const find = (names: string[]) => header.find((field) => names.includes(field.trim().toLowerCase()))
  const [x, y, wkt, geojson] = [find(LON), find(LAT), find(WKT), find(GEOJSON)]
  if (x !== undefined && y !== undefined) return { x, y }
  if (geojson !== undefined) return { geojson }
  return wkt === undefined ? null : { wkt }
}

/** Where the geometry stands, said or guessed; null where there is none. Throws FileRefused for a field that the table has not. */
export const settleGeometry = (
  header: readonly string[],
  said: OpenOptions['geometry'],
): GeometryFields | null => {
  const from = said === undefined ? guessGeometry(header) : said
  const missing = Object.values(from ?? {}).find((name) => !header.includes(name))
  if (missing === undefined) return from
  throw new FileRefused('field_missing', [
    `没有字段“${missing}”；文件的字段：${header.join('、')}`,
    `There is no field "${missing}"; the file has ${header.join(', ')}.`,
  ])
}

const text = (fields: Fields, name: string): string => String(fields[name] ?? '').trim()

const readPoint = (fields: Fields, from: { x: string; y: string }): Geometry | null | Reason => {
  const [x, y] = [text(fields, from.x), text(fields, from.y)]
  if (x === '' && y === '') return null
  const coordinates = [x === '' ? Number.NaN : Number(x), y === '' ? Number.NaN : Number(y)]
  return coordinates.every(Number.isFinite)
    ? { type: 'Point', coordinates }
    : reason('geometry_unreadable', `${from.x}, ${from.y}`, { detail: `"${x}", "${y}"` })
}

const isGeometry = (value: unknown): value is Geometry =>
  typeof value === 'object' && value !== null && ('coordinates' in value || 'geometries' in value)

const readGeoJsonText = (said: string, field: string): Geometry | Reason => {
  try {
    const value: unknown = JSON.parse(said)
    if (isGeometry(value)) return value
  } catch {
    return reason('geometry_unreadable', field, { detail: 'it is no JSON' })
  }
  return reason('geometry_unreadable', field, { detail: 'it is no GeoJSON geometry' })
}

/** Null where the row says nothing; a reason where what it says cannot be read. */
export const readGeometry = (fields: Fields, from: GeometryFields): Geometry | null | Reason => {
  if ('x' in from) return readPoint(fields, from)
  const field = 'wkt' in from ? from.wkt : from.geojson
  const said = text(fields, field)
  if (said === '') return null
  if ('geojson' in from || said.startsWith('{')) return readGeoJsonText(said, field)
  const read = parseWkt(said)
  return typeof read === 'string' ? reason('geometry_unreadable', field, { detail: read }) : read.geometry
}
