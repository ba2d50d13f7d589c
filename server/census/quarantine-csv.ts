/** The quarantine as CSV (RFC 4180) in UTF-8 with the byte order mark by which spreadsheets tell it. */
import type { QuarantineTable } from './quarantine-table.ts'

const BOM = '\ufeff'
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/

const lineOf = (cells: readonly (string | null)[]): string =>
  `${cells
    .map((cell) => (cell === null ? '' : NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',')}\r\n`

export async function* quarantineCsv({ columns, rows }: QuarantineTable): AsyncGenerator<string> {
  yield BOM + lineOf(columns)
  for await (const batch of rows) yield batch.map(lineOf).join('')
}
