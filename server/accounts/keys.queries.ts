/** API keys without their secrets, of which only a hash is stored. */

import type { z } from 'zod'
import { type Connection, first, one, rows } from '../db/database.ts'
import type { apiKey } from '../shared/accounts.contract.ts'

type ApiKey = z.output<typeof apiKey>

const KEY = `
  select k.id as "id", k.name as "name", k.prefix as "prefix", a.id as "accountId", a.name as "accountName",
         k.created_at as "createdAt", k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt", k.revoked_at as "revokedAt"
    from api_key as k
    join account as a on a.id = k.account_id`

/** Newest first; of one account, or all where it is null. */
export const listKeys = (db: Connection, accountId: number | null): Promise<ApiKey[]> =>
  rows(
    db,
    `${KEY}
      where (:accountId::bigint is null or k.account_id = :accountId::bigint)
      order by k.id desc`,
    { accountId },
  )

export const findKey = (db: Connection, id: number): Promise<ApiKey | undefined> =>
  first(db, `${KEY} where k.id = :id::bigint`, { id })

export const insertKey = async (
  db: Connection,
  key: { accountId: number; name: string; prefix: string; secretHash: string; expiresAt: string | null },
): Promise<number> =>
  (
    await one<{ id: number }>(
      db,
      `insert into api_key (account_id, name, prefix, secret_hash, expires_at)
       values (:accountId::bigint, :name::text, :prefix::text, :secretHash::text, :expiresAt::timestamptz)
       returning api_key.id as id`,
      key,
    )
  ).id

/** False where it was revoked already, also by somebody else at this moment. */
export const markRevoked = async (db: Connection, id: number): Promise<boolean> =>
  (await first(
    db,
    `update api_key as k
        set revoked_at = now()
      where k.id = :id::bigint
        and k.revoked_at is null
      returning k.id as id`,
    { id },
  )) !== undefined
