/** Writes the roles that a judged batch states (GB/T 30428.2: 主管, 权属, 养护). Only roles that the source speaks of are touched; none stated ends the former one. */
import { type Connection, first, rows } from '../db/database.ts'
import type { StatedRole } from './component-fields.ts'

/** Rows of the batch with each role they state. */
const WANTED = `
  select r.row_no, r.entity_id, w.role, coalesce(w."unitId", u.unit_id) as unit_id, w.state, w.basis, w.evidence, w.until
    from batch_row as r
   cross join lateral jsonb_to_recordset(r.fields->'roles')
         as w (role text, "unitId" bigint, "unitCode" text, state text, basis text, evidence text, until date)
    left join unit_version as u on w."unitId" is null and u.code = w."unitCode" and u.valid_to is null
   where r.batch_id = :batchId::bigint`

const insertRoles = (
  trx: Connection,
  verdicts: string,
  bindings: Record<string, unknown>,
): Promise<{ id: number }[]> =>
  rows<{ id: number }>(
    trx,
    `insert into component_role (component_id, role, unit_id, state, basis, evidence, until, batch_id, valid_from)
     select w.entity_id, w.role, w.unit_id, w.state, w.basis, w.evidence, w.until, :batchId::bigint, :at::timestamptz
       from (${WANTED} and r.verdict in (${verdicts})) as w
      where ${
        verdicts === `'new'`
          ? 'true'
          : 'not exists (select from component_role as c where c.component_id = w.entity_id and c.role = w.role and c.valid_to is null)'
      }
      order by w.row_no
     ${verdicts === `'new'` ? '' : 'returning component_id as id'}`,
    bindings,
  )

/** A presumption does not undo what was confirmed since: the state counts only where the source speaks of it. */
const closeDiffering = (
  trx: Connection,
  stated: readonly StatedRole[],
  bindings: Record<string, unknown>,
): Promise<{ id: number }[]> =>
  rows<{ id: number }>(
    trx,
    `update component_role as c
        set valid_to = :at::timestamptz
       from batch_row as b
      where b.batch_id = :batchId::bigint
        and b.verdict in ('same', 'changed')
        and c.component_id = b.entity_id
        and c.valid_to is null
        and c.role = any (:roles::text[])
        and not exists (
          select from (${WANTED} and r.row_no = b.row_no) as w
           where w.role = c.role
             and w.unit_id is not distinct from c.unit_id
             and (w.state = c.state or c.role <> all (:withState::text[]))
             and (w.until is not distinct from c.until or c.role <> all (:withUntil::text[]))
             and (w.basis is not distinct from c.basis or c.role <> all (:withBasis::text[])))
     returning c.component_id as id`,
    {
      ...bindings,
      roles: stated.map((s) => s.role),
      withState: stated.filter((s) => s.state).map((s) => s.role),
      withUntil: stated.filter((s) => s.until).map((s) => s.role),
      withBasis: stated.filter((s) => s.basis).map((s) => s.role),
    },
  )

/** Makes a row that was the same a changed one where its roles changed. */
export const writeRoles = async (
  trx: Connection,
  { batchId, statedRoles, at }: { batchId: number; statedRoles: readonly StatedRole[]; at: string },
): Promise<void> => {
  const bindings = { batchId, at }
  await insertRoles(trx, `'new'`, bindings)
  const known = await first(
    trx,
    `select r.row_no from batch_row as r
      where r.batch_id = :batchId::bigint and r.verdict in ('same', 'changed') limit 1`,
    { batchId },
  )
  if (!known) return
  const closed = await closeDiffering(trx, statedRoles, bindings)
  const begun = await insertRoles(trx, `'same', 'changed'`, bindings)
  await rows(
    trx,
    `update batch_row as r
        set verdict = 'changed'
      where r.batch_id = :batchId::bigint
        and r.verdict = 'same'
        and r.entity_id = any (:ids::bigint[])`,
    { batchId, ids: [...new Set([...closed, ...begun].map((r) => r.id))] },
  )
}
