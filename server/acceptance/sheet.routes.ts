/** The field sheet as a file to be filled in, and the one that comes back. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { receiveFile, spooledPath } from '../census/staging/spool.ts'
import { attachment } from '../exports/export-name.ts'
import type { Table } from '../exports/table.ts'
import { writeCsv } from '../exports/write-csv.ts'
import { writeXlsx } from '../exports/write-xlsx.ts'
import type { Handler } from '../http/route.ts'
import type * as contract from '../shared/acceptance.contract.ts'
import { getDraw } from './acceptance.queries.ts'
import { requireInspector } from './acceptance-rights.ts'
import { fieldSheetTable } from './field-sheet.ts'
import { takeSheet } from './take-sheet.ts'

const WRITERS = {
  csv: (table: Table) => writeCsv(table, { encoding: 'utf-8' }),
  xlsx: writeXlsx,
}
const MEDIA_TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

export const answerFieldSheet: Handler<typeof contract.fieldSheet> = async (
  { db },
  { params: { id, format }, query: { lang }, response },
) => {
  const draw = await getDraw(db, id)
  const name = lang === 'zh' ? '外业核查表' : 'field-sheet'
  response.set({
    'Content-Type': MEDIA_TYPES[format],
    'Content-Disposition': attachment(`${name}-${id}-${draw.drawNo}.${format}`),
    'Cache-Control': 'no-store',
  })
  await pipeline(Readable.from(WRITERS[format](fieldSheetTable(db, draw, lang))), response)
  return undefined
}

export const answerSendSheet: Handler<typeof contract.sendSheet> = async (
  { db, censusJobs, config },
  { params: { id }, request, actor },
) => {
  await getDraw(db, id)
  await requireInspector(db, actor, id, [])
  const spool = await censusJobs.spool()
  const { sha256 } = await receiveFile(spool, request, config.maxUploadMb)
  return db.transaction((trx) => takeSheet(trx, id, { file: spooledPath(spool, sha256), spool }, actor))
}
