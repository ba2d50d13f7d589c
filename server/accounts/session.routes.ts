/** Signing in and out, who is signed in, and the own password. */
import { type Actor, endWrite } from '../db/end-write.ts'
import { Forbidden, InvalidInput } from '../errors.ts'
import type { Handler, OpenHandler, Services } from '../http/route.ts'
import type * as contract from '../shared/accounts.contract.ts'
import { getAccount, updateAccount } from './accounts.queries.ts'
import { anonymous, sessionIdOf } from './authenticate.ts'
import { hashPassword } from './password.ts'
import { endSession, endSessionsOf, startSession } from './session.ts'
import { forgetFailures, signIn, tryPassword } from './sign-in.ts'

/** `end` takes the request's session out of the table; what follows tells the other servers, which then find nothing there. */
const endingSession = async (
  { db, signedIn }: Services,
  actor: Actor | null,
  end: () => Promise<void>,
): Promise<void> => {
  if (actor?.via !== 'web' || actor.accountId === null) return end()
  const { accountId } = actor
  await signedIn.forgetAfter(accountId, async () => {
    await end()
    await db.transaction((trx) =>
      endWrite(trx, actor, {
        action: 'session.end',
        entity: 'account',
        entityId: accountId,
        touched: [{ entity: 'account', ids: [accountId] }],
      }),
    )
  })
}

export const answerSignIn: OpenHandler<typeof contract.signIn> = async (
  services,
  { actor, body, request, response },
) => {
  if (actor?.via === 'key') {
    throw new InvalidInput(
      'key_and_password',
      'Sign in without an API key, or use the key without signing in.',
    )
  }
  const { db } = services
  const accountId = await signIn(db, anonymous(request, response), body)
  await endingSession(services, actor, () => startSession(request, accountId))
  return { account: await getAccount(db, accountId) }
}

export const answerGetSession: OpenHandler<typeof contract.getSession> = async ({ db }, { actor }) => ({
  account: actor === null || actor.accountId === null ? null : await getAccount(db, actor.accountId),
})

export const answerSignOut: OpenHandler<typeof contract.signOut> = async (
  services,
  { actor, request, response },
) => {
  await endingSession(services, actor, () => endSession(request, response))
  return undefined
}

const accountOf = (actor: Actor): number => {
  if (actor.accountId === null) throw new Forbidden('no_account', 'Only an account has a password.')
  return actor.accountId
}

export const answerChangePassword: Handler<typeof contract.changePassword> = async (
  { db, signedIn },
  { actor, body, response },
) => {
  const accountId = accountOf(actor)
  const tried = await tryPassword(db, actor.name, body.current)
  if (tried.verdict !== 'accepted') {
    await db.transaction((trx) =>
      endWrite(trx, actor, {
        action: 'password.refuse',
        entity: 'account',
        entityId: accountId,
        after: { verdict: tried.verdict },
      }),
    )
    throw new InvalidInput(
      'wrong_password',
      'The current password is not right, or there were too many failures; wait a while and try again.',
      { field: 'current' },
    )
  }
  const passwordHash = await hashPassword(body.next)
  const change = () =>
    db.transaction(async (trx) => {
      await forgetFailures(trx, accountId)
      await updateAccount(trx, accountId, { displayName: null, active: null, passwordHash })
      await endSessionsOf(trx, accountId, sessionIdOf(response))
      await endWrite(trx, actor, {
        action: 'account.update',
        entity: 'account',
        entityId: accountId,
        after: { passwordChanged: true },
        touched: [{ entity: 'account', ids: [accountId] }],
      })
    })
  await signedIn.forgetAfter(accountId, change)
  return undefined
}
