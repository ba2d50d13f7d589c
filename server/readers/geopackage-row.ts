/** One row of a GeoPackage's table: values as they stand there, the geometry as GeoJSON, and what was left out or cannot be read. */
import { type Reason, reason } from '../shared/reasons.ts'
import type { SqlRow, SqlValue } from './geopackage-file.ts'
import { readGeoPackageGeometry } from './geopackage-geometry.ts'
import type { Column, GeoPackageTable } from './geopackage-layers.ts'
import { limitWords, type SizedRow } from './row-batches.ts'

const decode = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')

type Value = { readonly value: unknown; readonly note?: Reason }

/** Codes that were numbers with a fraction lost their last digits; whole numbers keep all of theirs, as text where JavaScript cannot count so far. */
const readValue = (value: SqlValue | undefined, { name, type }: Column): Value => {
  if (value === undefined || value === null) return { value: null }
  if (typeof value === 'bigint') return { value: String(value) }
  if (typeof value === 'string') return { value }
  if (value instanceof Uint8Array) {
    const binary = value.length === 1 && value[0] === 0xff
    return binary ? { value: null, note: reason('note_binary_dropped', name) } : { value: decode(value) }
  }
  if (type === 'BOOLEAN' && (value === 0 || value === 1)) return { value: value === 1 }
  const real = /REAL|FLOA|DOUB/.test(type) || !Number.isSafeInteger(value)
  return real && Number.isInteger(value) && Math.abs(value) >= 1e15
    ? { value, note: reason('code_as_number', name, { value }) }
    : { value }
}

const sizeOf = (value: SqlValue | undefined): number =>
  typeof value === 'string' || value instanceof Uint8Array ? value.length : 8

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
  let undecodable: string | null = null
  for (const [i, column] of columns.entries()) {
    const { value, note } = readValue(found[i], column)
    fields[column.name] = value
    bytes += sizeOf(found[i])
    if (note) notes.push(note)
    if (typeof value === 'string' && value.includes('\ufffd')) undecodable ??= column.name
  }
  const blob = table.geometry === null ? null : found[columns.length]
  const read =
    table.geometry !== null && blob instanceof Uint8Array
      ? readGeoPackageGeometry(blob, table.geometry.column, table.geometry.srid)
      : { geometry: null, notes: [] }
  bytes += sizeOf(blob ?? null)
  if ('notes' in read) notes.push(...read.notes)
  const row = notes.length > 0 ? { rowNo, fields, notes } : { rowNo, fields }
  const bad = (problem: Reason): SizedRow => ({ row: { ...row, geometry: null, problem }, bytes })
  if (found.$large === 1) return bad(reason('record_too_large', null, { limit: limitWords(limit) }))
  if ('problem' in read) return bad(read.problem)
  if (undecodable !== null)
    return bad(reason('text_undecodable', undecodable, { value: fields[undecodable] }))
  return { row: { ...row, geometry: read.geometry }, bytes }
}
