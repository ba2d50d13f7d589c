/** Reads delimited text as spreadsheets and phones write it: any of four delimiters and of the encodings of source.ts, titles above the header, geometry out of its fields. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { type Reason, reason } from '../shared/reasons.ts'
import { type CsvRecord, csvRecords } from './csv-records.ts'
import { readSepLine, sniffDelimiter } from './delimiter.ts'
import { settleGeometry } from './geometry-fields.ts'
import { findHeader, HEAD_ROWS, type Header } from './header-row.ts'
import { limitWords, rowBatches, type SizedRow } from './row-batches.ts'
import {
  type Encoding,
  type Layer,
  type OpenOptions,
  RECORD_LIMIT,
  type Said,
  type Source,
  type SourceRow,
} from './source.ts'
import { isBlankRow, type TableForm, toTableRow } from './table-row.ts'
import { sniffText } from './text-encoding.ts'

const CHUNK = 128 * 1024
const UNFINISHED: Said = [
  '文件末尾没有换行，最后一行可能不完整',
  'The file does not end with a line end; its last row may be incomplete.',
]

const sizeOf = (record: CsvRecord): number => record.cells.reduce((sum, cell) => sum + cell.length, 0)

const problemOf = ({ fault, line }: CsvRecord, limit: number): Reason | null => {
  if (fault === 'quote') return reason('quote_open', null, { line })
  return fault === 'size' ? reason('record_too_large', null, { limit: limitWords(limit) }) : null
}

const headerOf = (head: string, delimiter: string, limit: number, headerRow: number | undefined): Header => {
  const records = csvRecords(delimiter, limit)
  const rows = records
    .push(head)
    .concat(records.end())
    .slice(0, Math.max(HEAD_ROWS, headerRow ?? 0))
    .map(({ cells }, i) => ({ rowNo: i + 1, cells }))
  return findHeader(rows, { headerRow })
}

async function* textOf(
  file: string,
  encoding: Encoding,
  skip: number,
  onBytes: (count: number) => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  let left = skip
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
    onBytes(chunk.length)
    const text = decoder.decode(chunk, { stream: true })
    yield left > 0 ? text.slice(left) : text
    left = Math.max(0, left - text.length)
  }
  yield decoder.decode()
}

export const openCsv = async ({ file }: Layer, options: OpenOptions): Promise<Source> => {
  const { size: bytes } = await stat(file)
  const limit = options.recordLimit ?? RECORD_LIMIT
  const { encoding, head, ended } = await sniffText(file, options.encoding)
  const sep = readSepLine(head)
  const skip = sep?.length ?? 0
  const delimiter = options.delimiter ?? sep?.mark ?? sniffDelimiter(head)
  const {
    rowNo: headerNo,
    fields,
    warnings,
  } = headerOf(head.slice(skip), delimiter, limit, options.headerRow)
  const form: TableForm = { fields, geometry: settleGeometry(fields, options.geometry), exactWidth: true }
  let read = 0

  const toRow = (record: CsvRecord, rowNo: number): SourceRow => {
    const problem = problemOf(record, limit)
    if (problem) return { rowNo, fields: {}, geometry: null, problem }
    return toTableRow(record.cells, rowNo, form, record.mended ? [reason('note_quote_kept')] : [])
  }

  async function* steps(): AsyncGenerator<SizedRow[]> {
    const records = csvRecords(delimiter, limit)
    let rowNo = 0
    const toRows = (found: readonly CsvRecord[]): SizedRow[] =>
      found.flatMap((record) => {
        rowNo++
        if (rowNo <= headerNo || (record.fault === undefined && isBlankRow(record.cells))) return []
        return [{ row: toRow(record, rowNo), bytes: sizeOf(record) }]
      })
    const text = textOf(file, encoding.name, skip, (count) => {
      read += count
    })
    for await (const part of text) yield toRows(records.push(part))
    yield toRows(records.end())
  }

  return {
    format: 'csv',
    fields,
    count: null,
    crs: null,
    encoding,
    bytes,
    warnings: ended || bytes === 0 ? warnings : [...warnings, UNFINISHED],
    rows: () => rowBatches(steps()),
    readBytes: () => read,
  }
}
