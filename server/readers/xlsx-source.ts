/** Reads a sheet of a workbook as a table: the header is found below titles, merged cells count for every row they cover, and every value is text. */
import { reason } from '../shared/reasons.ts'
import { FileRefused } from './file-refused.ts'
import { settleGeometry } from './geometry-fields.ts'
import { findHeader, HEAD_ROWS, type Header, type HeadRow, type Merge } from './header-row.ts'
import { rowBatches, type SizedRow } from './row-batches.ts'
import type { EncodingFound, Layer, OpenOptions, Said, Source, SourceRow } from './source.ts'
import { isBlankRow, type TableForm, toTableRow } from './table-row.ts'
import { type CellForms, readRows, type SheetRow } from './xlsx-cells.ts'
import { filledSheets } from './xlsx-layers.ts'
import { findMerges, mergeCarrier } from './xlsx-merges.ts'
import { openPackage, type Package, withPackage } from './xlsx-package.ts'
import { readSharedStrings } from './xlsx-strings.ts'
import { readWorkbook, type Sheet, type Workbook } from './xlsx-workbook.ts'

const XML: EncodingFound = {
  name: 'utf-8',
  confidence: 'certain',
  why: ['XLSX 总是 UTF-8', 'XLSX is always UTF-8.'],
}

const chooseSheet = async (parts: Package, { sheets }: Workbook, wanted: string | null): Promise<Sheet> => {
  const sheet = wanted === null ? (await filledSheets(parts))[0] : sheets.find(({ name }) => name === wanted)
  if (sheet !== undefined && parts.has(sheet.part)) return sheet
  throw new FileRefused('layer_choice', [
    wanted === null ? '工作簿没有任何内容' : `没有工作表“${wanted}”`,
    wanted === null ? 'The workbook holds nothing.' : `There is no sheet "${wanted}".`,
  ])
}

const readHead = async (
  parts: Package,
  sheet: Sheet,
  forms: CellForms,
  count: number,
): Promise<HeadRow[]> => {
  const head: HeadRow[] = []
  for await (const rows of readRows(parts.read(sheet.part), forms)) {
    for (const row of rows) if (row.rowNo <= count) head.push(row)
    if ((rows.at(-1)?.rowNo ?? 0) >= count) break
  }
  return head
}

const warningsOf = (
  { sheets }: Workbook,
  sheet: Sheet,
  header: Header,
  merges: readonly Merge[],
): readonly Said[] => {
  const warnings = [...header.warnings]
  const hidden = sheets.filter((other) => other.hidden && other !== sheet).map(({ name }) => name)
  const carried = merges.filter(({ top, bottom }) => top > header.rowNo && bottom > top).length
  if (sheet.hidden) warnings.push(['该工作表是隐藏的', 'The sheet is a hidden one.'])
  if (hidden.length > 0)
    warnings.push([
      `隐藏的工作表未读取：${hidden.join('、')}`,
      `Hidden sheets are not read: ${hidden.join(', ')}.`,
    ])
  if (carried > 0)
    warnings.push([
      `${carried} 处纵向合并的单元格，其值计入所覆盖的每一行`,
      `${carried} cells are merged over rows; their value counts for every row they cover.`,
    ])
  return warnings
}

const inspect = (file: string, part: string | null, { headerRow, geometry }: OpenOptions) =>
  withPackage(file, async (parts) => {
    const workbook = await readWorkbook(parts)
    const sheet = await chooseSheet(parts, workbook, part)
    const forms: CellForms = { ...workbook, strings: await readSharedStrings(parts, workbook.strings) }
    const merges = await findMerges(parts.read(sheet.part))
    const head = await readHead(parts, sheet, forms, Math.max(HEAD_ROWS, headerRow ?? 0))
    const header = findHeader(head, { merges, headerRow })
    const form: TableForm = {
      fields: header.fields,
      geometry: settleGeometry(header.fields, geometry),
      exactWidth: false,
    }
    const warnings = warningsOf(workbook, sheet, header, merges)
    return { sheet, forms, merges, header, form, warnings, bytes: parts.size(sheet.part) }
  })

/** Throws FileRefused: at once for a damaged package, while reading for cells that contradict themselves. */
export const openXlsx = async ({ file, part }: Layer, options: OpenOptions): Promise<Source> => {
  const { sheet, forms, merges, header, form, warnings, bytes } = await inspect(file, part, options)
  let read = 0

  const toRow = (row: SheetRow): SizedRow => {
    const notes = row.notes
      .filter(({ column }) => column < form.fields.length)
      .map(({ column, code, value }) => reason(code, form.fields[column] ?? null, { value }))
    return { row: toTableRow(row.cells, row.rowNo, form, notes), bytes: row.size }
  }

  async function* steps(parts: Package): AsyncGenerator<SizedRow[]> {
    const carry = mergeCarrier(merges.filter(({ top }) => top > header.rowNo))
    const chunks = parts.read(sheet.part, (count) => {
      read += count
    })
    for await (const rows of readRows(chunks, forms)) {
      yield rows.flatMap((row) => {
        if (row.rowNo <= header.rowNo || isBlankRow(row.cells)) return []
        carry(row)
        return [toRow(row)]
      })
    }
  }

  async function* rows(): AsyncGenerator<SourceRow[]> {
    const parts = await openPackage(file)
    try {
      yield* rowBatches(steps(parts))
    } finally {
      await parts.close()
    }
  }

  return {
    format: 'xlsx',
    fields: header.fields,
    count: null,
    crs: null,
    encoding: XML,
    bytes,
    warnings,
    rows,
    readBytes: () => read,
  }
}
