/**
 * Writes a table as a workbook (ECMA-376) that is made while it is read: texts stand in their cells as text, so that no code loses a digit; a header that
 * stays in view; as many sheets as the rows need.
 */
import type { Cell, Column, Row, Table } from './table.ts'
import { SHEET_FOOT, STYLE, sheetHead, sheetNames, workbookParts, xmlText } from './xlsx-parts.ts'
import { type ZipEntry, zipEntries } from './zip-entries.ts'

/** A sheet has 1,048,576 rows, the first of which is the header. */
const ROWS_PER_SHEET = 1_048_575
const TEXT_LIMIT = 32_767
const NARROWEST = 8
const WIDEST = 50

/** `A`, `B`, …, `AA`. */
const lettersOf = (n: number): string =>
  (n < 26 ? '' : lettersOf(Math.floor(n / 26) - 1)) + String.fromCharCode(65 + (n % 26))

const DAY_MS = 86_400_000
const DAY_ZERO = Date.UTC(1899, 11, 30)
/** Spreadsheets hold 1900 for a leap year: from March on they agree with the calendar. */
const FIRST_DAY = '1900-03-01'

const textCell = (at: string, style: number, text: string): string => {
  const kept = text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT - 1)}…` : text
  return `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xmlText(kept)}</t></is></c>`
}

const cellOf = (at: string, kind: Column['kind'], cell: Cell): string => {
  if (cell === null || cell === '') return ''
  if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`
  if (kind === 'date' && cell >= FIRST_DAY)
    return `<c r="${at}" s="${STYLE.date}"><v>${(Date.parse(cell) - DAY_ZERO) / DAY_MS}</v></c>`
  return textCell(at, STYLE.text, cell)
}

type Keyed = readonly { readonly letters: string; readonly kind: Column['kind'] }[]

const rowOf = (number: number, keyed: Keyed, values: readonly Cell[]): string => {
  let cells = ''
  for (let n = 0; n < keyed.length; n++) {
    const { letters, kind } = keyed[n] as Keyed[number]
    cells += cellOf(`${letters}${number}`, kind, values[n] ?? null)
  }
  return `<row r="${number}">${cells}</row>`
}

const headerOf = (columns: readonly Column[], keyed: Keyed): string =>
  `<row r="1">${columns.map(({ name }, n) => textCell(`${keyed[n]?.letters}1`, STYLE.header, name)).join('')}</row>`

/** The rows of all sheets: what one sheet leaves of a batch is for the next. */
const rowFeed = (rows: AsyncIterable<readonly Row[]>) => {
  const batches = rows[Symbol.asyncIterator]()
  let held: readonly Row[] = []
  return {
    /** Up to `most` rows; none at the end. */
    async take(most: number): Promise<readonly Row[]> {
      while (held.length === 0) {
        const { done, value } = await batches.next()
        if (done) return []
        held = value
      }
      const taken = held.slice(0, most)
      held = held.slice(most)
      return taken
    },
    giveBack(rows: readonly Row[]): void {
      held = [...rows, ...held]
    },
    async end(): Promise<void> {
      await batches.return?.()
    },
  }
}

async function* sheet(
  columns: readonly Column[],
  feed: ReturnType<typeof rowFeed>,
  most: number,
): AsyncGenerator<Buffer> {
  const keyed = columns.map(({ kind }, n) => ({ letters: lettersOf(n), kind }))
  const widths = columns.map(({ name, width }) =>
    Math.min(WIDEST, Math.max(NARROWEST, name.length + 2, width + 2)),
  )
  yield Buffer.from(sheetHead(widths) + headerOf(columns, keyed), 'utf8')
  for (let written = 0; written < most; ) {
    const rows = await feed.take(most - written)
    if (rows.length === 0) break
    let text = ''
    for (const { values } of rows) text += rowOf(++written + 1, keyed, values)
    yield Buffer.from(text, 'utf8')
  }
  yield Buffer.from(SHEET_FOOT, 'utf8')
}

async function* workbook({ name, columns, rows }: Table, most: number): AsyncGenerator<ZipEntry> {
  const feed = rowFeed(rows)
  let sheets = 0
  try {
    for (let more = true; more; ) {
      yield { name: `xl/worksheets/sheet${++sheets}.xml`, bytes: sheet(columns, feed, most) }
      const next = await feed.take(1)
      feed.giveBack(next)
      more = next.length > 0
    }
  } finally {
    await feed.end()
  }
  for (const [part, text] of workbookParts(sheetNames(name, sheets)))
    yield { name: part, bytes: [Buffer.from(text, 'utf8')] }
}

/** A text of more than 32,767 characters, which no cell can hold, ends in an ellipsis. Geometries are left out: columns say them. */
export const writeXlsx = (
  table: Table,
  { rowsPerSheet = ROWS_PER_SHEET }: { rowsPerSheet?: number } = {},
): AsyncGenerator<Buffer> => zipEntries(workbook(table, rowsPerSheet))
