/** Who wrote what, newest first. */
import type { z } from 'zod'
import { type Connection, one, rows } from '../db/database.ts'
import type { auditEntry } from '../shared/accounts.contract.ts'

type AuditEntry = z.output<typeof auditEntry>

type AuditFilter = {
  readonly entity?: string | undefined
  readonly entityId?: number | undefined
  readonly actor?: string | undefined
}

/** `before` continues below an entry of the former page; `total` counts all that match. */
export const listAuditBefore = async (
  db: Connection,
  { entity, entityId, actor }: AuditFilter,
  { limit, before }: { limit: number; before: number | null },
): Promise<{ found: AuditEntry[]; total: number }> => {
  const matches = `
        (:entity::text is null or u.entity = :entity::text)
    and (:entityId::bigint is null or u.entity_id = :entityId::bigint)
    and (:actor::text is null or u.actor = :actor::text)`
  const bindings = { entity: entity ?? null, entityId: entityId ?? null, actor: actor ?? null }
  const { total } = await one<{ total: number }>(
    db,
    `select count(*) as total from audit as u where ${matches}`,
    bindings,
  )
  const found = await rows<AuditEntry>(
    db,
    `select u.id as "id", u.at as "at", u.actor as "actor", u.via as "via", u.address as "address", u.action as "action",
            u.entity as "entity", u.entity_id as "entityId", u.before as "before", u.after as "after", u.version as "version"
       from audit as u
      where ${matches}
        and (:before::bigint is null or u.id < :before::bigint)
      order by u.id desc
      limit :limit::int`,
    { ...bindings, before, limit },
  )
  return { found, total }
}
