/** One row of a GeoPackage's table: values as they stand there, the geometry as GeoJSON, and what was left out or cannot be read. */
import { type Reason, reason } from '../shared/reasons.ts'
import type { SqlRow, SqlValue } from './geopackage-file.ts'
import { type GeometryRead, readGeoPackageGeometry } from './geopackage-geometry.ts'
import type { Column, GeoPackageTable } from './geopackage-layers.ts'
import { limitWords, type SizedRow } from './row-batches.ts'

/** Not through a Buffer: to look at `buffer` of a short array moves it out of the heap, and three times the whole reading went there. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

type Value = { readonly value: unknown; readonly note?: Reason }

/** Codes that were numbers with a fraction lost their last digits; whole numbers keep all of theirs, as text where JavaScript cannot count so far. */
const readValue = (value: SqlValue | undefined, { name, type }: Column): Value => {
  if (value === undefined || value === null) return { value: null }
  if (typeof value === 'bigint') return { value: String(value) }
  if (typeof value === 'string') return { value }
  if (value instanceof Uint8Array) {
    const binary = value.length === 1 && value[0] === 0xff
    return binary
      ? { value: null, note: reason('note_binary_dropped', name) }
      : { value: decoder.decode(value) }
  }
  if (type === 'BOOLEAN' && (value === 0 || value === 1)) return { value: value === 1 }
  const real = /REAL|FLOA|DOUB/.test(type) || !Number.isSafeInteger(value)
  return real && Number.isInteger(value) && Math.abs(value) >= 1e15
    ? { value, note: reason('code_as_number', name, { value }) }
    : { value }
}

const sizeOf = (value: SqlValue | undefined): number =>
  typeof value === 'string' || value instanceof Uint8Array ? value.length : 8

const problemOf = (found: SqlRow, read: GeometryRead, limit: number): Reason | null => {
  if (found.$large === 1) return reason('record_too_large', null, { limit: limitWords(limit) })
  return 'problem' in read ? read.problem : null
}

const undecodableIn = (fields: Record<string, unknown>): Reason | null => {
  for (const name in fields) {
    const value = fields[name]
    if (typeof value === 'string' && value.includes('\ufffd'))
      return reason('text_undecodable', name, { value })
  }
  return null
}

export type RowForm = {
  readonly table: GeoPackageTable
  /** In the order of the statement, which names its columns by number; the geometry follows them. */
  readonly fields: readonly Column[]
  readonly limit: number
}

export const toRow = (found: SqlRow, rowNo: number, { table, fields: columns, limit }: RowForm): SizedRow => {
  const fields: Record<string, unknown> = {}
  const notes: Reason[] = []
  let bytes = 0
  let i = 0
  for (const column of columns) {
    const { value, note } = readValue(found[i], column)
    fields[column.name] = value
    bytes += sizeOf(found[i])
    if (note) notes.push(note)
    i++
  }
  const blob = table.geometry === null ? null : found[columns.length]
  const read: GeometryRead =
    table.geometry !== null && blob instanceof Uint8Array
      ? readGeoPackageGeometry(blob, table.geometry.column, table.geometry.srid)
      : { geometry: null, notes: [] }
  bytes += sizeOf(blob ?? null)
  if ('notes' in read) notes.push(...read.notes)
  const row = notes.length > 0 ? { rowNo, fields, notes } : { rowNo, fields }
  const problem = problemOf(found, read, limit) ?? undecodableIn(fields)
  if (problem !== null) return { row: { ...row, geometry: null, problem }, bytes }
  return { row: { ...row, geometry: 'geometry' in read ? read.geometry : null }, bytes }
}
