/** Makes a row of one DBF record: the values under their field names, with a note for each that was cut or did not fit its field. */
import type { Geometry } from 'geojson'
import { type Reason, reason } from '../shared/reasons.ts'
import type { Column } from './dbf-table.ts'
import { type Decoded, OVERFLOW } from './dbf-values.ts'
import type { SourceRow } from './source.ts'

type Faults = { problem: Reason | null; readonly notes: Reason[] }

const plainValue = (value: Decoded | typeof OVERFLOW, name: string, faults: Faults): string | null => {
  if (value === OVERFLOW) {
    faults.notes.push(reason('note_number_overflow', name))
    return null
  }
  if (value.cut) faults.notes.push(reason('note_text_cut', name, { value: value.text }))
  if (value.undecodable) faults.problem ??= reason('text_undecodable', name, { value: value.text })
  return value.text === '' ? null : value.text
}

/** The first byte of a record. Anything else than these means that the records do not lie where the header says. */
const DELETED = 0x2a
const LIVE: readonly (number | undefined)[] = [0x20, 0x00]

/** Null for a record that is marked as deleted. `shape`: what the .shp has for the record, or why it cannot be read. */
export const rowReader =
  (columns: readonly Column[]) =>
  (records: Buffer, at: number, rowNo: number, shape: Geometry | null | Reason): SourceRow | null => {
    const mark = records[at]
    if (columns.length > 0 && mark === DELETED) return null
    if (columns.length > 0 && !LIVE.includes(mark))
      return {
        rowNo,
        fields: {},
        geometry: null,
        problem: reason('record_unreadable', null, { detail: 'it does not begin as a record of a DBF' }),
      }
    let faults: Faults | null = null
    const fields: Record<string, unknown> = {}
    for (const { name, read } of columns) {
      const value = read(records, at)
      if (value === null || typeof value === 'string' || typeof value === 'boolean') fields[name] = value
      // Of texts beyond ASCII nearly all are whole.
      else if (typeof value === 'object' && value.whole) fields[name] = value.text
      else {
        faults ??= { problem: null, notes: [] }
        fields[name] = plainValue(value, name, faults)
      }
    }
    const unreadable = shape !== null && 'code' in shape ? shape : null
    const geometry = shape === null || 'code' in shape ? null : shape
    if (faults === null && unreadable === null) return { rowNo, fields, geometry }
    const problem = faults?.problem ?? unreadable
    return {
      rowNo,
      fields,
      geometry,
      ...(problem === null ? {} : { problem }),
      ...(faults === null || faults.notes.length === 0 ? {} : { notes: faults.notes }),
    }
  }
