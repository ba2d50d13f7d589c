/** Reads CSV as it comes from spreadsheets: any of four delimiters, UTF-8 or GB18030, geometry from two columns, well-known text or GeoJSON text. */

import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import type { Geometry } from 'geojson'
import { type Reason, reason } from '../shared/reasons.ts'
import { FileRefused } from './file-refused.ts'
import {
  BYTES_PER_BATCH,
  type Fields,
  type GeometryFields,
  type Layer,
  type OpenOptions,
  RECORD_LIMIT,
  ROWS_PER_BATCH,
  type Source,
  type SourceRow,
} from './source.ts'
import { saidEncoding, sniffText } from './text-encoding.ts'
import { parseWkt } from './wkt.ts'

const LON = ['lon', 'lng', 'long', 'longitude', '经度']
const LAT = ['lat', 'latitude', '纬度']
const WKT = ['wkt', 'geom', 'geometry', 'the_geom']

const openParser = (delimiter: string, recordLimit: number) =>
  parse({
    delimiter,
    bom: true,
    // All three, because files that were merged by hand mix them, and rows would be merged too.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: recordLimit,
  })

/** The parser's own count: rows that it had read, but not yet given, are lost with the error. */
const refuseRecord = (error: CsvError): FileRefused => {
  const row = Number(error.records ?? 0) + 1
  return new FileRefused(
    'csv_malformed',
    [
      `第 ${row} 行无法读取：一条记录过长或引号没有结束`,
      `The record of row ${row} cannot be read: it is too long, or a quote is left open.`,
    ],
    { cause: error },
  )
}

/** What a header says by itself, where nobody did. X and Y are not guessed: Chinese survey sheets write the northing as X. */
const guessGeometry = (header: readonly string[]): GeometryFields | null => {
  const find = (names: string[]) => header.find((field) => names.includes(field.trim().toLowerCase()))
  const [x, y, wkt] = [find(LON), find(LAT), find(WKT)]
  if (x !== undefined && y !== undefined) return { x, y }
  return wkt === undefined ? null : { wkt }
}

const text = (fields: Fields, name: string): string => String(fields[name] ?? '').trim()

const readGeometry = (fields: Fields, from: GeometryFields): Geometry | null | Reason => {
  if ('x' in from) {
    const [x, y] = [text(fields, from.x), text(fields, from.y)]
    if (x === '' && y === '') return null
    const coordinates = [x === '' ? Number.NaN : Number(x), y === '' ? Number.NaN : Number(y)]
    if (!coordinates.every(Number.isFinite))
      return reason('geometry_unreadable', `${from.x}, ${from.y}`, { detail: `"${x}", "${y}"` })
    return { type: 'Point', coordinates }
  }
  const field = 'wkt' in from ? from.wkt : from.geojson
  const said = text(fields, field)
  if (said === '') return null
  if ('wkt' in from) {
    const read = parseWkt(said)
    return typeof read === 'string' ? reason('geometry_unreadable', field, { detail: read }) : read.geometry
  }
  try {
    return JSON.parse(said) as Geometry
  } catch {
    return reason('geometry_unreadable', field, { detail: 'it is no JSON' })
  }
}

const toRow = (
  record: readonly string[],
  rowNo: number,
  header: readonly string[],
  from: GeometryFields | null,
): SourceRow => {
  const fields = Object.fromEntries(header.map((name, i) => [name, record[i] ?? '']))
  // A spreadsheet writes empty cells behind the last column, and leaves them out behind the last value.
  const extra = record.slice(header.length).some((cell) => cell.trim() !== '')
  if (extra || record.length < header.length) {
    return {
      rowNo,
      fields,
      geometry: null,
      problem: reason('column_count', null, { value: record.length, expected: header.length }),
    }
  }
  const undecodable = header.find((name) => String(fields[name]).includes('\ufffd'))
  if (undecodable !== undefined) {
    const problem = reason('text_undecodable', undecodable, { value: fields[undecodable] })
    return { rowNo, fields, geometry: null, problem }
  }
  const geometry = from ? readGeometry(fields, from) : null
  if (geometry !== null && 'code' in geometry) return { rowNo, fields, geometry: null, problem: geometry }
  return { rowNo, fields, geometry }
}

const readHeader = async (file: string, decode: () => TextDecoder, delimiter: string): Promise<string[]> => {
  const stream = createReadStream(file, { end: 256 * 1024 })
  const decoder = decode()
  const parser = openParser(delimiter, 256 * 1024)
  for await (const chunk of stream as AsyncIterable<Buffer>)
    parser.write(decoder.decode(chunk, { stream: true }))
  parser.on('error', () => undefined)
  parser.end()
  const record = parser.read() as string[] | null
  const header = (record ?? []).map((name) => name.trim())
  if (header.every((name) => name === ''))
    throw new FileRefused('csv_no_header', ['第一行没有字段名', 'The first row holds no field names.'])
  const repeated = header.find((name, i) => name !== '' && header.indexOf(name) !== i)
  if (repeated !== undefined) {
    throw new FileRefused('csv_repeated_field', [
      `表头有两个“${repeated}”`,
      `The header names the field "${repeated}" twice.`,
    ])
  }
  return header
}

export const openCsv = async ({ file }: Layer, options: OpenOptions): Promise<Source> => {
  const { size: bytes } = await stat(file)
  const sniffed = await sniffText(file, bytes)
  const encoding = options.encoding ? saidEncoding(options.encoding) : sniffed.encoding
  const delimiter = options.delimiter ?? sniffed.delimiter
  const recordLimit = options.recordLimit ?? RECORD_LIMIT
  const header = await readHeader(file, () => new TextDecoder(encoding.name), delimiter)
  const from = options.geometry === undefined ? guessGeometry(header) : options.geometry
  const wanted = from === null ? [] : Object.values(from)
  const missing = wanted.find((name) => !header.includes(name))
  if (missing !== undefined) {
    throw new FileRefused('field_missing', [
      `没有字段“${missing}”；文件的字段：${header.join('、')}`,
      `There is no field "${missing}"; the file has ${header.join(', ')}.`,
    ])
  }
  let read = 0

  async function* decoded(): AsyncGenerator<string> {
    const decoder = new TextDecoder(encoding.name)
    for await (const chunk of createReadStream(file, {
      highWaterMark: 128 * 1024,
    }) as AsyncIterable<Buffer>) {
      read += chunk.length
      yield decoder.decode(chunk, { stream: true })
    }
    yield decoder.decode()
  }

  async function* rows(): AsyncGenerator<SourceRow[]> {
    const parser = Readable.from(decoded()).pipe(openParser(delimiter, recordLimit))
    let batch: SourceRow[] = []
    let size = 0
    let rowNo = 0
    try {
      for await (const record of parser as AsyncIterable<string[]>) {
        rowNo++
        if (rowNo === 1 || record.every((cell) => cell === '')) continue
        batch.push(toRow(record, rowNo, header, from))
        size += record.reduce((n, cell) => n + cell.length, 0)
        if (batch.length >= ROWS_PER_BATCH || size >= BYTES_PER_BATCH) {
          yield batch
          batch = []
          size = 0
        }
      }
    } catch (error) {
      if (error instanceof CsvError) throw refuseRecord(error)
      throw error
    }
    if (batch.length > 0) yield batch
  }

  return {
    format: 'csv',
    fields: header,
    count: null,
    crs: null,
    encoding,
    bytes,
    warnings: [],
    rows,
    readBytes: () => read,
  }
}
