/** Who a session or an API key stands for: one question a request, grants included, so that what is taken away ends at once. */
import { type Connection, first } from '../db/database.ts'
import type { Grant } from '../shared/accounts.contract.ts'

type Signed = { readonly accountId: number; readonly name: string; readonly grants: Grant[] }

const GRANTS = `coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'gridId', g.grid_id))
                            from account_grant as g
                           where g.account_id = a.id), '[]')`

/** `due`: a twelfth of its time has passed since the session was last renewed. */
export const findBySession = (
  db: Connection,
  sid: string,
  hours: number,
): Promise<(Signed & { due: boolean }) | undefined> =>
  first(
    db,
    `select a.id as "accountId", a.name as name, ${GRANTS} as grants,
            s.expire < now() + :hours::float8 * interval '55 minutes' as due
       from session as s
       join account as a on a.id = (s.sess ->> 'accountId')::bigint
      where s.sid = :sid::text
        and s.expire >= now()
        and a.active`,
    { sid, hours },
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

/** `due`: the last use was noted more than a minute ago. */
export const findByKey = (
  db: Connection,
  secretHash: string,
): Promise<(Signed & { keyId: number; due: boolean }) | undefined> =>
  first(
    db,
    `select a.id as "accountId", a.name as name, ${GRANTS} as grants, k.id as "keyId",
            k.last_used_at is null or k.last_used_at < now() - interval '1 minute' as due
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
