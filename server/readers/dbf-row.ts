/** Makes a row of one DBF record: the values under their field names, with a note for each that was cut or did not fit its field. */
import { type Reason, reason } from '../shared/reasons.ts'
import type { Column } from './dbf-table.ts'
import { type DbfValue, OVERFLOW } from './dbf-values.ts'
import type { SourceRow } from './source.ts'

type Row = Omit<SourceRow, 'geometry'>
type Faults = { problem: Reason | null; notes: Reason[] | null }

const plainValue = (value: DbfValue, name: string, faults: Faults): string | boolean | null => {
  if (value === OVERFLOW) {
    faults.notes = [...(faults.notes ?? []), reason('note_number_overflow', name)]
    return null
  }
  if (typeof value !== 'object' || value === null) return value
  if (value.cut)
    faults.notes = [...(faults.notes ?? []), reason('note_text_cut', name, { value: value.text })]
  if (value.undecodable) faults.problem ??= reason('text_undecodable', name, { value: value.text })
  return value.text === '' ? null : value.text
}

export const rowReader =
  (columns: readonly Column[]) =>
  (records: Buffer, at: number, rowNo: number): Row => {
    const faults: Faults = { problem: null, notes: null }
    const fields: Record<string, unknown> = {}
    for (const { name, read } of columns) {
      const value = read(records, at)
      fields[name] = typeof value === 'string' || value === null ? value : plainValue(value, name, faults)
    }
    if (faults.problem === null && faults.notes === null) return { rowNo, fields }
    return {
      rowNo,
      fields,
      ...(faults.problem === null ? {} : { problem: faults.problem }),
      ...(faults.notes === null ? {} : { notes: faults.notes }),
    }
  }
