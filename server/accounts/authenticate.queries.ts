/** Who a session or an API key stands for, grants included: one question each. */
import { type Connection, first } from '../db/database.ts'
import type { Grant } from '../shared/accounts.contract.ts'

type Signed = { readonly accountId: number; readonly name: string; readonly grants: Grant[] }

const GRANTS = `coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'gridId', g.grid_id))
                            from account_grant as g
                           where g.account_id = a.id), '[]')`

/** `leftMs`: how long the session lives if nobody renews it. */
export const findBySession = (
  db: Connection,
  sid: string,
): Promise<(Signed & { leftMs: number }) | undefined> =>
  first(
    db,
    `select a.id as "accountId", a.name as name, ${GRANTS} as grants,
            extract(epoch from s.expire - now())::float8 * 1000 as "leftMs"
       from session as s
       join account as a on a.id = (s.sess ->> 'accountId')::bigint
      where s.sid = :sid::text
        and s.expire >= now()
        and a.active`,
    { sid },
  )

/** Only lengthens what is still there: a session that ended meanwhile stays ended. */
export const renewSession = async (db: Connection, sid: string, hours: number): Promise<void> => {
  await db.raw(
    `update session as s
        set expire = now() + :hours::float8 * interval '1 hour'
      where s.sid = :sid::text`,
    { sid, hours },
  )
}

/** `leftMs`: how long the key is valid, null without an end; `unnotedMs`: how long ago its use was last noted, null where it never was. */
export const findByKey = (
  db: Connection,
  secretHash: string,
): Promise<(Signed & { keyId: number; leftMs: number | null; unnotedMs: number | null }) | undefined> =>
  first(
    db,
    `select a.id as "accountId", a.name as name, ${GRANTS} as grants, k.id as "keyId",
            extract(epoch from k.expires_at - now())::float8 * 1000 as "leftMs",
            extract(epoch from now() - k.last_used_at)::float8 * 1000 as "unnotedMs"
       from api_key as k
       join account as a on a.id = k.account_id
      where k.secret_hash = :secretHash::text
        and k.revoked_at is null
        and (k.expires_at is null or k.expires_at > now())
        and a.active`,
    { secretHash },
  )

export const noteKeyUse = async (db: Connection, keyId: number): Promise<void> => {
  await db.raw(`update api_key as k set last_used_at = now() where k.id = :keyId::bigint`, { keyId })
}
