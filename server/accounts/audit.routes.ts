/** The audit, for administrators. */
import { readVersion } from '../db/end-write.ts'
import { pageById, readIdCursor } from '../http/cursor.ts'
import type { Handler } from '../http/route.ts'
import type * as contract from '../shared/accounts.contract.ts'
import { listAuditBefore } from './audit.queries.ts'

export const answerListAudit: Handler<typeof contract.listAudit> = async (
  { db },
  { query: { limit, cursor, ...filter } },
) => {
  const before = readIdCursor(cursor)
  const version = await readVersion(db)
  const { found, total } = await listAuditBefore(db, filter, { before, limit: limit + 1 })
  return { ...pageById(found, limit), total, version }
}
