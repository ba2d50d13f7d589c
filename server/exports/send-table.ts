/** A table as the answer to a request: CSV in UTF-8 or XLSX, streamed, under a name to save it by. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Response } from 'express'
import { attachment } from './export-name.ts'
import { MEDIA_TYPES } from './media-types.ts'
import type { Table } from './table.ts'
import { writeCsv } from './write-csv.ts'
import { writeXlsx } from './write-xlsx.ts'

const WRITERS = {
  csv: (table: Table) => writeCsv(table, { encoding: 'utf-8' }),
  xlsx: writeXlsx,
}

/** `name` without its ending. */
export const sendTable = async (
  response: Response,
  table: Table,
  { format, name }: { format: keyof typeof WRITERS; name: string },
): Promise<undefined> => {
  response.set({
    'Content-Type': format === 'csv' ? `${MEDIA_TYPES.csv}; charset=utf-8` : MEDIA_TYPES[format],
    'Content-Disposition': attachment(`${name}.${format}`),
    'Cache-Control': 'no-store',
  })
  await pipeline(Readable.from(WRITERS[format](table)), response)
  return undefined
}
