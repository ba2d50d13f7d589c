/** One feature of FlatGeobuf as a row: each value after the number of its column, the geometry as GeoJSON. Features are framed by their size, so a bad one costs only itself. */
import { type Reason, reason } from '../shared/reasons.ts'
import { findField, readTable, readVector, rootTable, type Table, type Vector } from './flatbuffer.ts'
import { readFlatGeometry } from './flatgeobuf-geometry.ts'
import type { FlatColumn, FlatHeader } from './flatgeobuf-header.ts'
import type { SourceRow } from './source.ts'

const BINARY = 14

type Read = { readonly value: unknown; readonly next: number }

const whole = (value: bigint): number | string => {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}

/** By the number of a column's type: its bytes, and how they are read. Texts, JSON, dates and binaries have their length before them. */
const SCALARS: readonly (readonly [bytes: number, read: (view: DataView, at: number) => unknown])[] = [
  [1, (view, at) => view.getInt8(at)],
  [1, (view, at) => view.getUint8(at)],
  [1, (view, at) => view.getUint8(at) !== 0],
  [2, (view, at) => view.getInt16(at, true)],
  [2, (view, at) => view.getUint16(at, true)],
  [4, (view, at) => view.getInt32(at, true)],
  [4, (view, at) => view.getUint32(at, true)],
  [8, (view, at) => whole(view.getBigInt64(at, true))],
  [8, (view, at) => whole(view.getBigUint64(at, true))],
  [4, (view, at) => view.getFloat32(at, true)],
  [8, (view, at) => view.getFloat64(at, true)],
]

const readValue = ({ bytes, view }: Table, at: number, end: number, type: number): Read => {
  const scalar = SCALARS[type]
  if (scalar !== undefined) {
    const [size, read] = scalar
    if (at + size > end) throw new RangeError('its values end too early')
    return { value: read(view, at), next: at + size }
  }
  if (type > BINARY) throw new RangeError(`values of type ${type} are not read`)
  const from = at + 4
  const next = from + view.getUint32(at, true)
  if (next > end) throw new RangeError('its values end too early')
  return { value: type === BINARY ? null : bytes.toString('utf8', from, next), next }
}

const isLostCode = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && Math.abs(value) >= 1e15

const isSpoilt = (value: unknown): boolean => typeof value === 'string' && value.includes('\ufffd')

const isReal = (type: number): boolean => type === 9 || type === 10

type Properties = { readonly fields: Record<string, unknown>; readonly notes: readonly Reason[] }

const readProperties = (feature: Table, vector: Vector, columns: readonly FlatColumn[]): Properties => {
  const fields: Record<string, unknown> = {}
  for (const { name } of columns) fields[name] = null
  const notes: Reason[] = []
  const end = vector.at + vector.length
  for (let at = vector.at; at < end; ) {
    const column = columns[feature.view.getUint16(at, true)]
    if (column === undefined) throw new RangeError('it has a value for a column that is not there')
    const { value, next } = readValue(feature, at + 2, end, column.type)
    fields[column.name] = value
    if (column.type === BINARY) notes.push(reason('note_binary_dropped', column.name))
    if (isReal(column.type) && isLostCode(value)) notes.push(reason('code_as_number', column.name, { value }))
    at = next
  }
  return { fields, notes }
}

const readFeature = (bytes: Buffer, rowNo: number, { columns, shapeType }: FlatHeader): SourceRow => {
  const feature = rootTable(bytes)
  if (findField(feature, 2) !== null) throw new RangeError('features with columns of their own are not read')
  const vector = readVector(feature, 1, 1) ?? { at: 0, length: 0 }
  const { fields, notes } = readProperties(feature, vector, columns)
  const shape = readTable(feature, 0)
  const read = shape && readFlatGeometry(shape, shapeType)
  const all = [...notes]
  if (read?.heights) all.push(reason('note_z_dropped'))
  if (read?.measures) all.push(reason('note_measures_dropped'))
  const geometry = read?.geometry ?? null
  const row: SourceRow =
    all.length > 0 ? { rowNo, fields, geometry, notes: all } : { rowNo, fields, geometry }
  const name = columns.find((column) => isSpoilt(fields[column.name]))?.name
  if (name === undefined) return row
  return { ...row, geometry: null, problem: reason('text_undecodable', name, { value: fields[name] }) }
}

/** `bytes`: the feature without the size before it. */
export const toFlatRow = (bytes: Buffer, rowNo: number, header: FlatHeader): SourceRow => {
  try {
    return readFeature(bytes, rowNo, header)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    // A DataView says "Offset is outside the bounds", which nobody can use.
    const detail = error.message.startsWith('Offset') ? 'its bytes end too early' : error.message
    return { rowNo, fields: {}, geometry: null, problem: reason('record_unreadable', null, { detail }) }
  }
}
