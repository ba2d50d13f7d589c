/** Makes and changes accounts, each in one transaction with its audit row. What the audit keeps says that a password changed, never which. */
import type { Connection } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { Conflict } from '../errors.ts'
import type { Account, Grant } from '../shared/accounts.contract.ts'
import { getAccount, insertAccount, replaceGrants, updateAccount } from './accounts.queries.ts'
import { lockAdministrators, requireAdministratorLeft, requireMayAdminister } from './administration.ts'
import { hashPassword } from './password.ts'
import { endSessionsOf } from './session.ts'

export type NewAccount = {
  readonly name: string
  readonly displayName: string
  readonly password: string
  readonly grants: readonly Grant[]
}

export const createAccount = async (
  db: Connection,
  actor: Actor,
  { name, displayName, password, grants }: NewAccount,
): Promise<Account> => {
  await requireMayAdminister(db, actor, grants)
  const passwordHash = await hashPassword(password)
  return db.transaction(async (trx) => {
    const id = await insertAccount(trx, { name, displayName, passwordHash })
    if (id === undefined) {
      throw new Conflict('name_taken', `There is already an account named ${name}.`, { field: 'name' })
    }
    await replaceGrants(trx, id, grants)
    const after = await getAccount(trx, id)
    await endWrite(trx, actor, { action: 'account.create', entity: 'account', entityId: id, after })
    return after
  })
}

export type AccountChange = {
  readonly displayName?: string | undefined
  readonly active?: boolean | undefined
  readonly password?: string | undefined
  readonly grants?: readonly Grant[] | undefined
}

/** Ends the account's sessions when it is closed or gets another password, except `keepSession`, the one in which that was done. */
export const changeAccount = async (
  db: Connection,
  actor: Actor,
  id: number,
  change: AccountChange,
  keepSession: string | null = null,
): Promise<Account> => {
  const passwordHash = change.password === undefined ? null : await hashPassword(change.password)
  return db.transaction(async (trx) => {
    await lockAdministrators(trx)
    const before = await getAccount(trx, id)
    await requireMayAdminister(trx, actor, before.grants)
    if (change.grants) {
      await requireMayAdminister(trx, actor, change.grants)
      await replaceGrants(trx, id, change.grants)
    }
    await updateAccount(trx, id, {
      displayName: change.displayName ?? null,
      active: change.active ?? null,
      passwordHash,
    })
    const after = await getAccount(trx, id)
    await requireAdministratorLeft(trx, before, after)
    if (passwordHash !== null || !after.active)
      await endSessionsOf(trx, id, after.active ? keepSession : null)
    await endWrite(trx, actor, {
      action: 'account.update',
      entity: 'account',
      entityId: id,
      before,
      after: passwordHash === null ? after : { ...after, passwordChanged: true },
      touched: [{ entity: 'account', ids: [id] }],
    })
    return after
  })
}
