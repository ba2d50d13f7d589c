/** Accounts with their grants, as everybody may see them; password hashes never leave through here. */
import { type Connection, first, rows } from '../db/database.ts'
import { InvalidInput, NotFound } from '../errors.ts'
import type { Account, Grant } from '../shared/accounts.contract.ts'

const ACCOUNT = `
  select a.id as "id", a.name as "name", a.display_name as "displayName", a.active as "active",
         coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'gridId', g.grid_id, 'gridCode', v.code, 'gridName', v.name)
                                    order by g.role, v.code)
                     from account_grant as g
                     left join grid_version as v on v.grid_id = g.grid_id and v.valid_to is null
                    where g.account_id = a.id), '[]') as "grants"
    from account as a`

export const listAccounts = (db: Connection): Promise<Account[]> =>
  rows(db, `${ACCOUNT} order by lower(a.name)`)

export const findAccountByName = (db: Connection, name: string): Promise<Account | undefined> =>
  first(db, `${ACCOUNT} where lower(a.name) = lower(:name::text)`, { name })

export const getAccount = async (db: Connection, id: number): Promise<Account> => {
  const found = await first<Account>(db, `${ACCOUNT} where a.id = :id::bigint`, { id })
  if (!found) throw new NotFound('account_not_found', `There is no account ${id}.`)
  return found
}

/** Undefined where the name is taken, in whatever case it is written. */
export const insertAccount = async (
  db: Connection,
  account: { name: string; displayName: string; passwordHash: string },
): Promise<number | undefined> =>
  (
    await first<{ id: number }>(
      db,
      `insert into account (name, display_name, password_hash)
       values (:name::text, :displayName::text, :passwordHash::text)
       on conflict (lower(name)) do nothing
       returning account.id as id`,
      account,
    )
  )?.id

/** What is null stays as it is. A new password also ends the wait after failures. */
export const updateAccount = async (
  db: Connection,
  id: number,
  to: { displayName: string | null; active: boolean | null; passwordHash: string | null },
): Promise<void> => {
  await db.raw(
    `update account as a
        set display_name = coalesce(:displayName::text, a.display_name),
            active = coalesce(:active::boolean, a.active),
            password_hash = coalesce(:passwordHash::text, a.password_hash),
            failures = case when :passwordHash::text is null then a.failures else 0 end
      where a.id = :id::bigint`,
    { id, ...to },
  )
}

/** Throws InvalidInput for a grid that does not exist. */
export const replaceGrants = async (db: Connection, id: number, grants: readonly Grant[]): Promise<void> => {
  const [unknown] = await rows<{ id: number }>(
    db,
    `select named.id as id
       from unnest(:gridIds::bigint[]) as named (id)
      where named.id is not null
        and not exists (select from grid_version as v where v.grid_id = named.id and v.valid_to is null)`,
    { gridIds: grants.map((grant) => grant.gridId) },
  )
  if (unknown) throw new InvalidInput('unknown_grid', `There is no grid ${unknown.id}.`, { field: 'grants' })
  await db.raw(`delete from account_grant as g where g.account_id = :id::bigint`, { id })
  await db.raw(
    `insert into account_grant (account_id, role, grid_id)
     select distinct :id::bigint, named.role, named.grid_id
       from unnest(:roles::text[], :gridIds::bigint[]) as named (role, grid_id)`,
    { id, roles: grants.map((grant) => grant.role), gridIds: grants.map((grant) => grant.gridId) },
  )
}
