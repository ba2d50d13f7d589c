/** Who may change whose account, and that somebody always can. */
import { type Connection, one } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import { Conflict, Forbidden } from '../errors.ts'
import type { Account, Grant } from '../shared/accounts.contract.ts'
import { gridsOfArea, requireInArea } from './area.ts'

/**
 * An administrator of an area handles only accounts whose every right, before and after, lies inside it; else a town's administrator could
 * make itself the district's, or take a password there. Accounts without rights belong to the whole.
 */
export const requireMayAdminister = async (
  db: Connection,
  actor: Actor,
  grants: readonly Grant[],
): Promise<void> => {
  if (gridsOfArea(actor, ['administrator']) === null) return
  const gridIds = grants.flatMap(({ gridId }) => (gridId === null ? [] : [gridId]))
  if (grants.length === 0 || gridIds.length < grants.length) {
    throw new Forbidden('outside_area', 'Only an administrator of the whole district may do this.')
  }
  await requireInArea(db, actor, ['administrator'], gridIds)
}

/** Before any change of accounts: two administrators who remove each other at the same moment come one after the other. */
export const lockAdministrators = async (trx: Connection): Promise<void> => {
  await trx.raw(
    `select a.id as id
       from account as a
      where exists (select from account_grant as g
                     where g.account_id = a.id and g.role = 'administrator' and g.grid_id is null)
      order by a.id
        for no key update of a`,
  )
}

const rules = ({ active, grants }: Account): boolean =>
  active && grants.some(({ role, gridId }) => role === 'administrator' && gridId === null)

/** Throws Conflict where this change takes away the last account that may do everything everywhere. */
export const requireAdministratorLeft = async (
  trx: Connection,
  before: Account,
  after: Account,
): Promise<void> => {
  if (!rules(before) || rules(after)) return
  const { left } = await one<{ left: number }>(
    trx,
    `select count(*) as left
       from account as a
      where a.active
        and exists (select from account_grant as g
                     where g.account_id = a.id and g.role = 'administrator' and g.grid_id is null)`,
  )
  if (left === 0) {
    throw new Conflict(
      'last_administrator',
      `${before.name} is the last administrator of the whole district; make another one first.`,
    )
  }
}
