/** The audit, for administrators. */
import { readVersion } from '../db/end-write.ts'
import { InvalidInput } from '../errors.ts'
import type { Handler } from '../http/route.ts'
import type * as contract from '../shared/accounts.contract.ts'
import { listAudit } from './audit.queries.ts'

const cursorOf = (cursor: string | undefined): number | null => {
  if (cursor === undefined) return null
  if (!/^\d{1,15}$/.test(cursor))
    throw new InvalidInput('invalid_cursor', 'cursor: is not one that this server gave', { field: 'cursor' })
  return Number(cursor)
}

export const answerListAudit: Handler<typeof contract.listAudit> = async ({ db }, { query }) => {
  const { limit, cursor, ...filter } = query
  const before = cursorOf(cursor)
  const version = await readVersion(db)
  const { items, total, next } = await listAudit(db, filter, { limit, before })
  return { items, total, next: next === null ? null : String(next), version }
}
