/** Who records a meeting, and the lock under which it is done. */
import { type Connection, first, rows } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import { Conflict, Forbidden, NotFound } from '../errors.ts'

/** Who recorded it from the beginning, and administrators: the minutes are one person's. */
export const mayRecord = (
  { accountId, closedAt }: { accountId: number; closedAt: string | null },
  actor: Actor,
): boolean =>
  closedAt === null &&
  (accountId === actor.accountId || actor.grants.some(({ role }) => role === 'administrator'))

export const getRecorder = async (
  db: Connection,
  id: number,
): Promise<{ accountId: number; closedAt: string | null }> => {
  const found = await first<{ accountId: number; closedAt: string | null }>(
    db,
    `select m.account_id as "accountId", m.closed_at as "closedAt" from meeting as m where m.id = :id::bigint`,
    { id },
  )
  if (found) return found
  throw new NotFound('no_such_meeting', `There is no meeting ${id}.`)
}

export const lockMeeting = async (trx: Connection, actor: Actor, id: number): Promise<void> => {
  await rows(trx, `select m.id as id from meeting as m where m.id = :id::bigint for update`, { id })
  const meeting = await getRecorder(trx, id)
  if (meeting.closedAt !== null)
    throw new Conflict('meeting_closed', 'The meeting is closed; nothing more is recorded.')
  if (!mayRecord(meeting, actor))
    throw new Forbidden('not_recorder', 'The meeting is recorded by whoever opened it, or an administrator.')
}
