/** One record of a table that has a header, text or spreadsheet, as a row: its fields by name, its geometry, and what is wrong with it. */
import { type Reason, reason } from '../shared/reasons.ts'
import { readGeometry } from './geometry-fields.ts'
import type { GeometryFields, SourceRow } from './source.ts'

export type TableForm = {
  readonly fields: readonly string[]
  readonly geometry: GeometryFields | null
  /** In text a row of another width has lost or gained a delimiter; in a spreadsheet a cell beside the table is a remark. */
  readonly exactWidth: boolean
}

const TOTAL = /^(合\s*计|总\s*计|小\s*计|共\s*计|总\s*数|sub-?total|(grand )?total)\s*[:：]?$/i
const TOTAL_LENGTH = 12

const isFilled = (cell: string): boolean => cell !== '' && cell.trim() !== ''

export const isBlankRow = (cells: readonly string[]): boolean => !cells.some(isFilled)

const notesOf = (
  cells: readonly string[],
  { fields, exactWidth }: TableForm,
  given: readonly Reason[],
): readonly Reason[] => {
  const first = cells.find(isFilled)?.trim() ?? ''
  const beyond = !exactWidth && cells.length > fields.length && !isBlankRow(cells.slice(fields.length))
  const total = first.length <= TOTAL_LENGTH && TOTAL.test(first)
  if (!beyond && !total) return given
  const notes = [...given]
  if (total) notes.push(reason('note_total_row', null, { value: first }))
  if (beyond) notes.push(reason('note_cells_beyond'))
  return notes
}

/** `given`: what the format itself noted about the record. */
export const toTableRow = (
  cells: readonly string[],
  rowNo: number,
  form: TableForm,
  given: readonly Reason[] = [],
): SourceRow => {
  const { fields: names, geometry: from, exactWidth } = form
  const fields: Record<string, string> = {}
  let undecodable: string | null = null
  let i = 0
  for (const name of names) {
    const cell = cells[i++] ?? ''
    fields[name] = cell
    if (undecodable === null && cell.includes('\ufffd')) undecodable = name
  }
  const notes = notesOf(cells, form, given)
  const row = notes.length > 0 ? { rowNo, fields, notes } : { rowNo, fields }
  // A spreadsheet that writes text puts empty cells behind the last column.
  const extra = cells.length > names.length && !isBlankRow(cells.slice(names.length))
  if (exactWidth && (extra || cells.length < names.length)) {
    const problem = reason('column_count', null, { value: cells.length, expected: names.length })
    return { ...row, geometry: null, problem }
  }
  if (undecodable !== null) {
    const problem = reason('text_undecodable', undecodable, { value: fields[undecodable] })
    return { ...row, geometry: null, problem }
  }
  const geometry = from === null ? null : readGeometry(fields, from)
  return geometry !== null && 'code' in geometry
    ? { ...row, geometry: null, problem: geometry }
    : { ...row, geometry }
}
