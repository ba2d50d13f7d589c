/** Reads GeoJSON. In a collection a first pass proves that the text is whole and finds its CRS, even behind the features; the second gives them one by one. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { reason } from '../shared/reasons.ts'
import { readCrsMember } from './declared-crs.ts'
import { FileRefused } from './file-refused.ts'
import { parseObject, toFeatureRow, unreadableRow } from './geojson-feature.ts'
import { type Found, geoJsonScanner } from './geojson-scan.ts'
import { findSeparator, sequenceSteps } from './geojson-sequence.ts'
import { DEPTH_LIMIT } from './json-value.ts'
import { limitWords, rowBatches, type SizedRow } from './row-batches.ts'
import {
  type CrsFound,
  type Layer,
  type OpenOptions,
  RECORD_LIMIT,
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

/** A bare geometry or any other object is not a file of features. */
const refuseOther = (bytes: Buffer): void => {
  const value = parseObject(bytes)
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

const toRow = (found: Found, rowNo: number, recordLimit: number): SourceRow => {
  if (found.kind === 'too_large')
    return unreadableRow(rowNo, reason('record_too_large', null, { limit: limitWords(recordLimit) }))
  if (found.kind === 'too_deep')
    return unreadableRow(rowNo, reason('record_too_deep', null, { limit: DEPTH_LIMIT }))
  return toFeatureRow(found.bytes, rowNo, found.at)
}

async function* collectionSteps(
  chunks: AsyncIterable<Buffer>,
  collection: boolean,
  recordLimit: number,
): AsyncGenerator<SizedRow[]> {
  const scanner = geoJsonScanner({ recordLimit, keep: true })
  let rowNo = 0
  for await (const chunk of chunks) {
    yield scanner.push(chunk).map((found) => {
      rowNo++
      if (!collection && found.kind === 'feature' && rowNo === 1) refuseOther(found.bytes)
      return {
        row: toRow(found, rowNo, recordLimit),
        bytes: found.kind === 'feature' ? found.bytes.length : 0,
      }
    })
  }
  scanner.end()
}

/** A text sequence has neither a collection nor a member `crs`; nothing of it is read beforehand. */
const inspectFile = async (file: string, recordLimit: number) => {
  const separator = await findSeparator(file)
  const whole = separator === null ? await inspect(file, recordLimit) : null
  return { separator, crs: whole?.crs ?? null, collection: whole?.collection ?? false }
}

export const openGeoJson = async ({ file }: Layer, options: OpenOptions): Promise<Source> => {
  const { size: bytes } = await stat(file)
  const recordLimit = options.recordLimit ?? RECORD_LIMIT
  const { separator, crs, collection } = await inspectFile(file, recordLimit)
  let read = 0

  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of chunksOf(file)) {
      read += chunk.length
      yield chunk
    }
  }

  return {
    format: 'geojson',
    fields: null,
    count: null,
    crs: crs === null ? RFC_7946 : readCrsMember(crs, options.shifts),
    encoding: {
      name: 'utf-8',
      confidence: 'certain',
      why: ['GeoJSON 总是 UTF-8', 'GeoJSON is always UTF-8.'],
    },
    bytes,
    warnings: [],
    rows: () =>
      rowBatches(
        separator === null
          ? collectionSteps(counted(), collection, recordLimit)
          : sequenceSteps(counted(), separator, recordLimit),
      ),
    readBytes: () => read,
  }
}
