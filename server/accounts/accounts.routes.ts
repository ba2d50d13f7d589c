/** Accounts, for administrators. */
import { guarded } from '../http/route.ts'
import * as contract from '../shared/accounts.contract.ts'
import { listAccounts } from './accounts.queries.ts'
import { changeAccount, createAccount } from './write-account.ts'

const ADMINISTRATORS = ['administrator'] as const

export const listAccountsRoute = guarded(ADMINISTRATORS, contract.listAccounts, async ({ db }) => ({
  items: await listAccounts(db),
}))

export const createAccountRoute = guarded(
  ADMINISTRATORS,
  contract.createAccount,
  async ({ db }, { actor, body }) => createAccount(db, actor, body),
)

export const updateAccountRoute = guarded(
  ADMINISTRATORS,
  contract.updateAccount,
  async ({ db }, { actor, params, body, request }) =>
    changeAccount(db, actor, params.id, body, actor.via === 'web' ? request.sessionID : null),
)
