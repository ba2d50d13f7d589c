/** Accounts, for administrators. */
import type { Handler } from '../http/route.ts'
import type * as contract from '../shared/accounts.contract.ts'
import { listAccounts } from './accounts.queries.ts'
import { sessionIdOf } from './authenticate.ts'
import { changeAccount, createAccount } from './write-account.ts'

export const answerListAccounts: Handler<typeof contract.listAccounts> = async ({ db }) => ({
  items: await listAccounts(db),
})

export const answerCreateAccount: Handler<typeof contract.createAccount> = async ({ db }, { actor, body }) =>
  createAccount(db, actor, body)

export const answerUpdateAccount: Handler<typeof contract.updateAccount> = async (
  { db, signedIn },
  { actor, params, body, response },
) => signedIn.forgetAfter(params.id, () => changeAccount(db, actor, params.id, body, sessionIdOf(response)))
