/** Ends components at an instant: their version, roles and places, and the gaps in which they were met. Their identity and code stay theirs for ever. */
import { type Connection, rows } from '../../db/database.ts'

const STATEMENTS = [
  `update component_version as t
      set valid_to = :at::timestamptz, ended_by = :batchId::bigint
     from unnest(:ids::bigint[]) as e (id)
    where t.component_id = e.id
      and t.valid_to is null`,
  `update component_role as t
      set valid_to = :at::timestamptz, ended_by = :batchId::bigint
     from unnest(:ids::bigint[]) as e (id)
    where t.component_id = e.id
      and t.valid_to is null`,
  `update component_grid as t
      set valid_to = :at::timestamptz
     from unnest(:ids::bigint[]) as e (id)
    where t.component_id = e.id
      and t.valid_to is null`,
  `delete from gap as g
    using unnest(:ids::bigint[]) as e (id)
    where g.found_by = 'component'
      and g.found_id = e.id`,
]

export const endComponents = async (
  trx: Connection,
  { batchId, at }: { readonly batchId: number; readonly at: string },
  ids: readonly number[],
): Promise<void> => {
  if (ids.length === 0) return
  for (const statement of STATEMENTS) await rows(trx, statement, { batchId, at, ids })
}
