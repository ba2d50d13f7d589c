/** The rows of a sheet as text, streamed: numbers as the file writes them (a code of 17 digits loses none), dates in ISO 8601, formulas by their saved result. */
import type { ReasonCode } from '../shared/reasons.ts'
import { dateOfSerial } from './xlsx-dates.ts'
import { brokenXlsx } from './xlsx-package.ts'
import { type SharedStrings, unescapeText } from './xlsx-strings.ts'
import type { Workbook } from './xlsx-workbook.ts'
import { type Attributes, walkXml } from './xlsx-xml.ts'

export type CellNote = { readonly column: number; readonly code: ReasonCode; readonly value: string }
export type SheetRow = {
  /** As the spreadsheet numbers it, from 1. */
  readonly rowNo: number
  /** By column from 0; empty text where there is nothing. */
  readonly cells: string[]
  readonly notes: readonly CellNote[]
  /** Characters of all cells. */
  readonly size: number
}
export type CellForms = Pick<Workbook, 'base1904' | 'dateStyles'> & { readonly strings: SharedStrings }

/** Columns of a census are counted in tens; what stands further right than this is no part of the table. */
export const COLUMN_LIMIT = 2_000
const SHEET_COLUMNS = 16_384
const SHEET_ROWS = 1_048_576
const ROW_SIZE_LIMIT = 16 * 1024 * 1024

/** `BC12` → [11, 54] as row from 0 and column from 0; null where it is no reference. */
export const readReference = (reference: string): { row: number; column: number } | null => {
  const match = reference.match(/^\$?([A-Z]{1,3})\$?(\d{1,7})$/)
  if (!match) return null
  const letters = match[1] ?? ''
  let column = 0
  for (let i = 0; i < letters.length; i++) column = column * 26 + letters.charCodeAt(i) - 64
  const row = Number(match[2])
  return column > SHEET_COLUMNS || row < 1 || row > SHEET_ROWS ? null : { row, column: column - 1 }
}

/** The column of `BC12` from 0; -1 where it is no reference. A sheet has millions of them, so no pattern is matched. */
const columnOf = (reference: string): number => {
  let column = 0
  let i = 0
  for (; i < 4; i++) {
    const letter = reference.charCodeAt(i) - 64
    if (!(letter >= 1 && letter <= 26)) break
    column = column * 26 + letter
  }
  const digit = reference.charCodeAt(i) - 48
  return column <= SHEET_COLUMNS && digit >= 1 && digit <= 9 ? column - 1 : -1
}

/** Spreadsheets keep 15 digits of a number: what has more was spoilt when it was typed, whatever the file says now. */
const isLongInteger = (raw: string): boolean => {
  const value = Number(raw)
  return Math.abs(value) >= 1e15 && Number.isInteger(value)
}

type Cell = { column: number; type: string; style: number; raw: string; formula: boolean; valued: boolean }

const readCell = (cell: Cell, forms: CellForms): { text: string; note?: ReasonCode } => {
  const { raw } = cell
  switch (cell.type) {
    case 's': {
      const text = forms.strings.at(Number(raw))
      if (raw !== '' && text === undefined)
        throw brokenXlsx(
          '引用了不存在的共享文字',
          `a cell refers to the shared string ${raw.slice(0, 20)}, which is missing`,
        )
      return { text: text ?? '' }
    }
    case 'inlineStr':
    case 'str':
      return { text: unescapeText(raw) }
    case 'b':
      return { text: raw === '1' || raw === 'true' ? 'true' : raw === '' ? '' : 'false' }
    case 'e':
      return { text: '', note: 'note_cell_error' }
    case 'd':
      return { text: raw.replace(/T00:00:00(\.0+)?Z?$/, '').replace('T', ' ') }
  }
  if (raw === '')
    return cell.formula && !cell.valued ? { text: '', note: 'note_formula_unsaved' } : { text: '' }
  const date = forms.dateStyles.has(cell.style) ? dateOfSerial(Number(raw), forms.base1904) : null
  if (date !== null) return { text: date }
  return isLongInteger(raw) ? { text: raw, note: 'code_as_number' } : { text: raw }
}

const openCell = ({ r, t = 'n', s }: Attributes, next: number): Cell => {
  const column = r === undefined ? next : columnOf(r)
  if (column === -1) throw brokenXlsx('单元格地址有误', `the cell address ${String(r).slice(0, 20)} is wrong`)
  const style = s === undefined ? -1 : Number(s)
  return { column, type: t, style, raw: '', formula: false, valued: false }
}

const openRow = ({ r }: Attributes, before: number): SheetRow & { notes: CellNote[]; size: number } => {
  const rowNo = r === undefined ? before + 1 : Number(r)
  if (!(Number.isInteger(rowNo) && rowNo > before && rowNo <= SHEET_ROWS))
    throw brokenXlsx('行号有误', `row ${String(r).slice(0, 20)} follows row ${before}`)
  return { rowNo, cells: [], notes: [], size: 0 }
}

/** Yields what each chunk completed. Rows that the file leaves out are left out. Throws FileRefused. */
export async function* readRows(chunks: AsyncIterable<Buffer>, forms: CellForms): AsyncGenerator<SheetRow[]> {
  let done: SheetRow[] = []
  let row: ReturnType<typeof openRow> | null = null
  let cell: Cell | null = null
  let last = 0
  let column = -1
  let taking = false
  let phonetic = 0

  const endCell = (): void => {
    if (cell === null || row === null) return
    column = cell.column
    const { text, note } = readCell(cell, forms)
    if (note !== undefined) row.notes.push({ column, code: note, value: cell.raw })
    row.size += text.length
    if (row.size > ROW_SIZE_LIMIT) throw brokenXlsx(`第 ${row.rowNo} 行过大`, `row ${row.rowNo} is too large`)
    if (text !== '' && column < COLUMN_LIMIT) {
      while (row.cells.length < column) row.cells.push('')
      row.cells[column] = text
    }
    cell = null
  }
  const handlers = {
    open: (tag: string, attributes: Attributes): void => {
      if (tag === 'row') {
        row = openRow(attributes, last)
        column = -1
      } else if (tag === 'c' && row !== null) cell = openCell(attributes, column + 1)
      else if (cell === null) return
      else if (tag === 'f') cell.formula = true
      else if (tag === 'rPh') phonetic++
      else if (tag === 'v' || tag === 't') {
        taking = phonetic === 0
        cell.valued = true
      }
    },
    text: (part: string): void => {
      if (taking && cell !== null) cell.raw += part
    },
    close: (tag: string): void => {
      if (tag === 'v' || tag === 't') taking = false
      else if (tag === 'rPh') phonetic--
      else if (tag === 'c') endCell()
      else if (tag === 'row' && row !== null) {
        done.push(row)
        last = row.rowNo
        row = null
      }
    },
  }
  for await (const _ of walkXml(chunks, handlers)) {
    if (done.length === 0) continue
    yield done
    done = []
  }
}
