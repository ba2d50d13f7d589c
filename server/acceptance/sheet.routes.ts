/** The field sheet as a file to be filled in, and the one that comes back. */
import { receiveFile, spooledPath } from '../census/staging/spool.ts'
import { sendTable } from '../exports/send-table.ts'
import type { Handler } from '../http/route.ts'
import type * as contract from '../shared/acceptance.contract.ts'
import { getDraw } from './acceptance.queries.ts'
import { requireInspector } from './acceptance-rights.ts'
import { fieldSheetTable } from './field-sheet.ts'
import { takeSheet } from './take-sheet.ts'

export const answerFieldSheet: Handler<typeof contract.fieldSheet> = async (
  { db },
  { params: { id, format }, query: { lang }, response },
) => {
  const draw = await getDraw(db, id)
  const name = lang === 'zh' ? '外业核查表' : 'field-sheet'
  return sendTable(response, fieldSheetTable(db, draw, lang), {
    format,
    name: `${name}-${id}-${draw.drawNo}`,
  })
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
