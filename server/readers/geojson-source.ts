/** Reads GeoJSON: a first pass proves that the text is whole and finds its CRS, even behind the features; the second gives them one by one. */
import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Geometry } from 'geojson'
import { reason } from '../shared/reasons.ts'
import { readCrsMember } from './declared-crs.ts'
import { FileRefused } from './file-refused.ts'
import { type Found, geoJsonScanner } from './geojson-scan.ts'
import { DEPTH_LIMIT } from './json-value.ts'
import {
  BYTES_PER_BATCH,
  type CrsFound,
  type Layer,
  type OpenOptions,
  RECORD_LIMIT,
  ROWS_PER_BATCH,
  type Source,
  type SourceRow,
} from './source.ts'

const CHUNK = 256 * 1024
/** Since RFC 7946 a GeoJSON without a `crs` member is in WGS 84; older files say otherwise, if they say anything. */
const RFC_7946: CrsFound = {
  crs: 'EPSG:4326',
  said: 'RFC 7946',
  confidence: 'likely',
  why: ['GeoJSON 未写坐标系，按 RFC 7946 为 WGS 84', 'A GeoJSON that names no CRS is in WGS 84 (RFC 7946).'],
}
const BOM = Buffer.from([0xef, 0xbb, 0xbf])
const GEOMETRIES = [
  'Point',
  'MultiPoint',
  'LineString',
  'MultiLineString',
  'Polygon',
  'MultiPolygon',
  'GeometryCollection',
]

async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  let first = true
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
    yield first && chunk.subarray(0, 3).equals(BOM) ? chunk.subarray(3) : chunk
    first = false
  }
}

const sizeOf = (limit: number): string =>
  limit >= 1024 * 1024 ? `${Math.round(limit / 1024 / 1024)} MB` : `${limit} B`

type Parsed = { type?: unknown; id?: unknown; properties?: unknown; geometry?: unknown }

const parse = (bytes: Buffer): Parsed | string => {
  try {
    const value: unknown = JSON.parse(bytes.toString())
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : 'not an object'
  } catch (error) {
    // V8's message repeats the text around the mistake; the row number says where it is.
    return (error as Error).message.slice(0, 120)
  }
}

const toRow = (found: Found, rowNo: number, recordLimit: number): SourceRow => {
  const unreadable = (problem: SourceRow['problem'] & object): SourceRow => ({
    rowNo,
    fields: {},
    geometry: null,
    problem,
  })
  if (found.kind === 'too_large')
    return unreadable(reason('record_too_large', null, { limit: sizeOf(recordLimit) }))
  if (found.kind === 'too_deep') return unreadable(reason('record_too_deep', null, { limit: DEPTH_LIMIT }))
  if (!isUtf8(found.bytes)) {
    throw new FileRefused('not_utf8', [
      `第 ${rowNo} 个要素（第 ${found.at + 1} 字节起）不是 UTF-8，请以 UTF-8 另存`,
      `Feature ${rowNo} (from byte ${found.at + 1}) is not UTF-8; save the file as UTF-8.`,
    ])
  }
  const value = parse(found.bytes)
  if (typeof value === 'string') return unreadable(reason('record_unreadable', null, { detail: value }))
  if (value.type !== 'Feature') {
    return unreadable(
      reason('record_unreadable', null, {
        detail: `its type is ${JSON.stringify(value.type)}, not "Feature"`,
      }),
    )
  }
  const properties = typeof value.properties === 'object' && value.properties !== null ? value.properties : {}
  return {
    rowNo,
    fields: { ...properties, ...(value.id === undefined ? {} : { $id: value.id }) },
    geometry: (value.geometry ?? null) as Geometry | null,
  }
}

/** A bare geometry or any other object is not a file of features. */
const refuseOther = (bytes: Buffer): void => {
  const value = parse(bytes)
  const type = typeof value === 'string' ? null : value.type
  if (type === 'Feature') return
  const geometry = GEOMETRIES.includes(String(type))
  throw new FileRefused('geojson_no_features', [
    geometry
      ? `文件只有一个几何（${type}），没有字段；请以 FeatureCollection 交付`
      : '文件不是 FeatureCollection，也不是 Feature',
    geometry
      ? `The file is a bare ${type} without fields; deliver a FeatureCollection.`
      : 'The file is neither a FeatureCollection nor a Feature.',
  ])
}

const inspect = async (file: string, recordLimit: number) => {
  const scanner = geoJsonScanner({ recordLimit, keep: false })
  for await (const chunk of chunksOf(file)) scanner.push(chunk)
  return scanner.end()
}

export const openGeoJson = async ({ file }: Layer, options: OpenOptions): Promise<Source> => {
  const { size: bytes } = await stat(file)
  const recordLimit = options.recordLimit ?? RECORD_LIMIT
  const { crs, collection } = await inspect(file, recordLimit)
  let read = 0

  async function* rows(): AsyncGenerator<SourceRow[]> {
    const scanner = geoJsonScanner({ recordLimit, keep: true })
    let batch: SourceRow[] = []
    let size = 0
    let rowNo = 0
    for await (const chunk of chunksOf(file)) {
      read += chunk.length
      for (const found of scanner.push(chunk)) {
        rowNo++
        if (!collection && found.kind === 'feature' && rowNo === 1) refuseOther(found.bytes)
        batch.push(toRow(found, rowNo, recordLimit))
        size += found.kind === 'feature' ? found.bytes.length : 0
        if (batch.length >= ROWS_PER_BATCH || size >= BYTES_PER_BATCH) {
          yield batch
          batch = []
          size = 0
        }
      }
    }
    scanner.end()
    if (batch.length > 0) yield batch
  }

  return {
    format: 'geojson',
    fields: null,
    count: null,
    crs: crs === null ? RFC_7946 : readCrsMember(crs),
    encoding: {
      name: 'utf-8',
      confidence: 'certain',
      why: ['GeoJSON 总是 UTF-8', 'GeoJSON is always UTF-8.'],
    },
    bytes,
    warnings: [],
    rows,
    readBytes: () => read,
  }
}
