/** Which sheets of a workbook hold a table: those that are shown and not empty; hidden ones only where nothing else is there. */
import { isBlankRow } from './table-row.ts'
import { readRows } from './xlsx-cells.ts'
import { type Package, withPackage } from './xlsx-package.ts'
import { readWorkbook, type Sheet } from './xlsx-workbook.ts'

/** A sheet whose first rows are only formatted is taken for filled after this much of it. */
const PEEK_BYTES = 4 * 1024 * 1024

const isEmpty = async (parts: Package, sheet: Sheet): Promise<boolean> => {
  let seen = 0
  const chunks = parts.read(sheet.part, (count) => {
    seen += count
  })
  // A cell with any shared string is filled, whatever the string.
  const forms = { base1904: false, dateStyles: new Set<number>(), strings: { at: () => '?' } }
  for await (const rows of readRows(chunks, forms)) {
    if (seen > PEEK_BYTES || rows.some(({ cells }) => !isBlankRow(cells))) return false
  }
  return true
}

export const filledSheets = async (parts: Package): Promise<readonly Sheet[]> => {
  const { sheets } = await readWorkbook(parts)
  const filled: Sheet[] = []
  for (const sheet of sheets) if (parts.has(sheet.part) && !(await isEmpty(parts, sheet))) filled.push(sheet)
  const shown = filled.filter(({ hidden }) => !hidden)
  return shown.length > 0 ? shown : filled
}

/** Names of sheets, each of which may be a layer's part. Throws FileRefused. */
export const listSheets = (file: string): Promise<string[]> =>
  withPackage(file, async (parts) => (await filledSheets(parts)).map(({ name }) => name))
