/** Writes a table as CSV (RFC 4180): UTF-8 with the byte order mark by which spreadsheets tell it, or GB18030. */
import type { Cell, Table } from './table.ts'
import { encodeText, type TextEncoding } from './text-encoder.ts'

/** Blanks at an end are quoted too: some readers trim what is not. */
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/
const BOM = '\ufeff'

const fieldOf = (cell: Cell): string => {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  return NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

const lineOf = (cells: readonly Cell[]): string => {
  let line = ''
  for (let n = 0; n < cells.length; n++)
    line += n === 0 ? fieldOf(cells[n] as Cell) : `,${fieldOf(cells[n] as Cell)}`
  return `${line}\r\n`
}

/** Geometries are left out: a table that has them says them in columns. */
export async function* writeCsv(
  { columns, rows }: Table,
  { encoding }: { encoding: TextEncoding },
): AsyncGenerator<Buffer> {
  const header = lineOf(columns.map(({ name }) => name))
  yield encodeText(encoding, encoding === 'utf-8' ? BOM + header : header)
  for await (const batch of rows) {
    let text = ''
    for (const { values } of batch) text += lineOf(values)
    yield encodeText(encoding, text)
  }
}
