/** Decides whether a name and a password are let in, and slows down whoever guesses. What it answers never tells whether the name exists. */
import { type Connection, first } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { Unauthenticated } from '../errors.ts'
import { verifyPassword } from './password.ts'

type Verdict = 'accepted' | 'unknown_name' | 'waiting' | 'wrong_password' | 'closed'
type Tried = { readonly verdict: Verdict; readonly accountId: number | null; readonly name: string | null }

/**
 * Counts the try as failed before it is looked at, so that guesses sent all at once do not slip past the count. Gives nothing while the
 * account waits: from the fifth failure in a row 2^failures seconds, at most 15 minutes. A try inside the wait does not lengthen it.
 */
const takeTry = (
  db: Connection,
  name: string,
): Promise<{ id: number; name: string; hash: string; active: boolean } | undefined> =>
  first(
    db,
    `update account as a
        set failures = a.failures + 1, failed_at = now()
      where lower(a.name) = lower(:name::text)
        and (a.failures < 5
             or a.failed_at + least(power(2, least(a.failures, 10)), 900) * interval '1 second' <= now())
      returning a.id as id, a.name as name, a.password_hash as hash, a.active as active`,
    { name },
  )

/** Takes as long for a name that does not exist. The count of failures stays: whoever accepts ends with `forgetFailures`. */
export const tryPassword = async (db: Connection, name: string, password: string): Promise<Tried> => {
  const account = await takeTry(db, name)
  const right = await verifyPassword(account?.hash ?? null, password)
  if (account) {
    const verdict = !right ? 'wrong_password' : account.active ? 'accepted' : 'closed'
    return { verdict, accountId: account.id, name: account.name }
  }
  const waiting = await first<{ id: number; name: string }>(
    db,
    `select a.id as id, a.name as name from account as a where lower(a.name) = lower(:name::text)`,
    { name },
  )
  return waiting
    ? { verdict: 'waiting', accountId: waiting.id, name: waiting.name }
    : { verdict: 'unknown_name', accountId: null, name: null }
}

export const forgetFailures = async (db: Connection, accountId: number): Promise<void> => {
  await db.raw(`update account as a set failures = 0, failed_at = null where a.id = :accountId::bigint`, {
    accountId,
  })
}

/**
 * Gives the account's id, or throws Unauthenticated, always in the same words. Both stand in the audit; a name that does not exist is not
 * written down, because people type their password there.
 */
export const signIn = async (
  db: Connection,
  asker: Actor,
  { name, password }: { name: string; password: string },
): Promise<number> => {
  const tried = await tryPassword(db, name, password)
  const accountId = tried.verdict === 'accepted' ? tried.accountId : null
  await db.transaction(async (trx) => {
    if (accountId !== null) await forgetFailures(trx, accountId)
    await endWrite(trx, accountId === null ? asker : { ...asker, accountId, name: tried.name ?? '' }, {
      action: accountId === null ? 'session.refuse' : 'session.create',
      entity: 'account',
      entityId: tried.accountId,
      after: { verdict: tried.verdict },
    })
  })
  if (accountId === null) {
    throw new Unauthenticated(
      'sign_in_refused',
      'The name or the password is not right, or there were too many failures; wait a while and try again.',
    )
  }
  return accountId
}
