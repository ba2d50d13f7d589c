/** API keys: for programs, with the rights of their account. A secret is shown once, when it is made. */
import { randomBytes } from 'node:crypto'
import { endWrite } from '../db/end-write.ts'
import { Forbidden, InvalidInput, NotFound } from '../errors.ts'
import type { Handler } from '../http/route.ts'
import type * as contract from '../shared/accounts.contract.ts'
import { getAccount } from './accounts.queries.ts'
import { requireMayAdminister } from './administration.ts'
import { keyHash } from './authenticate.ts'
import { findKey, insertKey, listKeys, markRevoked } from './keys.queries.ts'

/** `gb_` and eight characters tell keys apart in lists and logs; 208 secret bits are left. */
const PREFIX_LENGTH = 11

export const answerListApiKeys: Handler<typeof contract.listApiKeys> = async ({ db }, { actor }) => {
  const all = actor.grants.some(({ role }) => role === 'administrator')
  return { items: await listKeys(db, all ? null : actor.accountId) }
}

/** Only a person makes keys: one that leaked could else make itself others that never expire. */
export const answerCreateApiKey: Handler<typeof contract.createApiKey> = async (
  { db },
  { actor, body: { name, expiresAt } },
) => {
  const { accountId } = actor
  if (actor.via !== 'web' || accountId === null) {
    throw new Forbidden('sign_in_by_password', 'Sign in by name and password to make a key.')
  }
  if (expiresAt !== null && Date.parse(expiresAt) <= Date.now()) {
    throw new InvalidInput('already_expired', 'expiresAt: lies in the past', { field: 'expiresAt' })
  }
  const secret = `gb_${randomBytes(32).toString('base64url')}`
  const made = await db.transaction(async (trx) => {
    const prefix = secret.slice(0, PREFIX_LENGTH)
    const id = await insertKey(trx, { accountId, name, prefix, secretHash: keyHash(secret), expiresAt })
    const after = await findKey(trx, id)
    if (!after) throw new Error(`key ${id} vanished`)
    await endWrite(trx, actor, { action: 'key.create', entity: 'key', entityId: id, after })
    return after
  })
  return { ...made, secret }
}

/** The own keys, or as an administrator those of the accounts that one may change. Others' keys are not there. */
export const answerRevokeApiKey: Handler<typeof contract.revokeApiKey> = async (
  { db, signedIn },
  { actor, params: { id } },
) => {
  const before = await findKey(db, id)
  const administrator = actor.grants.some(({ role }) => role === 'administrator')
  if (!before || (before.accountId !== actor.accountId && !administrator)) {
    throw new NotFound('key_not_found', `There is no API key ${id}.`)
  }
  const { accountId } = before
  const revoke = () =>
    db.transaction(async (trx) => {
      if (accountId !== actor.accountId) {
        await requireMayAdminister(trx, actor, (await getAccount(trx, accountId)).grants)
      }
      if (!(await markRevoked(trx, id))) return
      await endWrite(trx, actor, {
        action: 'key.revoke',
        entity: 'key',
        entityId: id,
        before,
        after: await findKey(trx, id),
        touched: [{ entity: 'account', ids: [accountId] }],
      })
    })
  await signedIn.forgetAfter(accountId, revoke)
  return undefined
}
