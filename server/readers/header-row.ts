/**
 * Which row of a table names its fields, when titles stand above it and cells of it are merged, and what the fields are called. One rule for text
 * files and spreadsheets. Rows count from 1, columns from 0.
 */
import { FileRefused } from './file-refused.ts'
import type { Said } from './source.ts'

/** A rectangle of merged cells; the value stands in its upper left corner. */
export type Merge = {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}
export type HeadRow = { readonly rowNo: number; readonly cells: readonly string[] }
export type Header = {
  /** The last row of the header: what follows is the table. */
  readonly rowNo: number
  /** A name for each column, all different. */
  readonly fields: readonly string[]
  readonly warnings: readonly Said[]
}

/** Titles, units and dates of a form take a few rows; a table that begins later needs to be told. */
export const HEAD_ROWS = 50
const NAME_LENGTH = 60
const FEW_NAMES = 3
const MERGES_PER_ROW = 2_000
/** Rows that one header may take: groups above groups above names. */
const HEADER_DEPTH = 3

/** A number, a date, a sentence or "unit: …" of a form is no name of a field. */
const looksLikeName = (cell: string): boolean =>
  cell !== '' &&
  cell.length <= NAME_LENGTH &&
  !/^[-+\d.,\s%/年月日]*$/.test(cell) &&
  !/[：:。；！]/.test(cell)

const textAt = (rows: ReadonlyMap<number, readonly string[]>, row: number, column: number): string =>
  (rows.get(row)?.[column] ?? '').trim()

/** What most rows have, the larger of two: a title is narrower, a row with a stray delimiter wider. */
const usualWidth = (widths: readonly number[]): number => {
  const times = (width: number): number => widths.filter((other) => other === width).length
  return widths
    .filter((width) => width > 0)
    .reduce(
      (best, next) =>
        times(next) > times(best) || (times(next) === times(best) && next > best) ? next : best,
      0,
    )
}

const findTop = (rows: readonly HeadRow[], merges: readonly Merge[]): number | null => {
  const filled = ({ cells }: HeadRow): number => cells.filter((cell) => cell.trim() !== '').length
  const width = usualWidth(rows.map(filled))
  const spans = new Map(merges.map(({ top, left, right }) => [`${top} ${left}`, right - left + 1]))
  const spanOf = (rowNo: number, column: number): number => spans.get(`${rowNo} ${column}`) ?? 1
  const found = rows.find(({ rowNo, cells }) => {
    const names = cells.flatMap((cell, column) => (looksLikeName(cell.trim()) ? [column] : []))
    const covered = names.reduce((sum, column) => sum + spanOf(rowNo, column), 0)
    return width > 0 && names.length >= Math.min(FEW_NAMES, width) && covered >= width / 2
  })
  return found?.rowNo ?? null
}

/** A name merged over rows takes the header down to its last one; groups merged over columns have their names in the next row. */
const findBottom = (
  rows: ReadonlyMap<number, readonly string[]>,
  merges: readonly Merge[],
  top: number,
): number => {
  const own = merges.filter((merge) => merge.top === top)
  const down = Math.max(top, ...own.map(({ bottom }) => bottom))
  if (down > top) return Math.min(down, top + HEADER_DEPTH - 1)
  const groups = own.filter(({ left, right }) => right > left)
  const named = groups.every(({ left, right }) =>
    Array.from({ length: right - left + 1 }, (_, i) => textAt(rows, top + 1, left + i)).every(looksLikeName),
  )
  return groups.length > 0 && named ? top + 1 : top
}

const joined = (upper: string, lower: string): string =>
  /\p{Script=Han}/u.test(upper + lower) ? upper + lower : `${upper} ${lower}`

/** The lowest name counts; where it stands under several groups (代码, 名称 under each unit), the group's name is put before it. */
const nameFields = (
  rows: ReadonlyMap<number, readonly string[]>,
  merges: readonly Merge[],
  bottom: number,
): string[] => {
  // One a cell at most, as merged cells never overlap in what a spreadsheet writes.
  const covering = merges
    .filter((merge) => merge.bottom > bottom - HEADER_DEPTH && merge.top <= bottom)
    .slice(0, HEADER_DEPTH * MERGES_PER_ROW)
  const mergeAt = (row: number, column: number): Merge | undefined =>
    covering.find((m) => m.top <= row && m.bottom >= row && m.left <= column && m.right >= column)
  const shownAt = (row: number, column: number): string => {
    const merge = mergeAt(row, column)
    return merge ? textAt(rows, merge.top, merge.left) : textAt(rows, row, column)
  }
  const reach = Math.max(
    rows.get(bottom)?.length ?? 0,
    ...covering.filter(({ bottom: to }) => to >= bottom).map(({ right }) => right + 1),
  )
  const lowest = Array.from({ length: reach }, (_, column) => shownAt(bottom, column))
  while (lowest.at(-1) === '') lowest.pop()
  return lowest.map((name, column) => {
    if (name === '' || lowest.indexOf(name) === lowest.lastIndexOf(name)) return name
    for (let row = bottom - 1; row > bottom - HEADER_DEPTH; row--) {
      const group = shownAt(row, column)
      const merge = mergeAt(row, column)
      const title = merge !== undefined && merge.right - merge.left + 1 >= lowest.length
      if (group !== '' && group !== name && !title) return joined(group, name)
    }
    return name
  })
}

/** Columns without a name that stand between named ones are called by their place; a name that comes again is numbered. */
export const distinctNames = (names: readonly string[]): { fields: string[]; warnings: Said[] } => {
  const taken = new Set(names)
  const seen = new Set<string>()
  const warnings: Said[] = []
  const fields = names.map((name, column) => {
    if (name !== '' && !seen.has(name)) {
      seen.add(name)
      return name
    }
    let made = name === '' ? `#${column + 1}` : `${name}_2`
    for (let n = 3; taken.has(made) || seen.has(made); n++) made = `${name || `#${column + 1}`}_${n}`
    seen.add(made)
    warnings.push(
      name === ''
        ? [
            `第 ${column + 1} 列没有字段名，称为“${made}”`,
            `Column ${column + 1} has no name; it is called "${made}".`,
          ]
        : [
            `表头再次出现“${name}”，第 ${column + 1} 列称为“${made}”`,
            `The header names "${name}" again; column ${column + 1} is called "${made}".`,
          ],
    )
    return made
  })
  return { fields, warnings }
}

/** `rows` are the first ones of the table, blank ones may be left out; `headerRow` is what the surveyor said. Throws FileRefused. */
export const findHeader = (
  rows: readonly HeadRow[],
  { merges = [], headerRow }: { merges?: readonly Merge[]; headerRow?: number | undefined } = {},
): Header => {
  const byNumber = new Map(rows.map(({ rowNo, cells }) => [rowNo, cells]))
  const top = headerRow ?? findTop(rows, merges)
  const bottom = top === null ? null : findBottom(byNumber, merges, top)
  const names = bottom === null ? [] : nameFields(byNumber, merges, bottom)
  if (bottom === null || names.length === 0) {
    throw new FileRefused('header_missing', [
      headerRow === undefined
        ? `前 ${HEAD_ROWS} 行中没有一行像字段名，请指明表头所在的行`
        : `第 ${headerRow} 行没有字段名`,
      headerRow === undefined
        ? `None of the first ${HEAD_ROWS} rows looks like names of fields; say which row is the header.`
        : `Row ${headerRow} holds no field names.`,
    ])
  }
  return { rowNo: bottom, ...distinctNames(names) }
}
