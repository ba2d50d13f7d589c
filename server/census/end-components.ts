/** Ends components at an instant: their version, roles and places, and the gaps in which they were met. Their identity and code stay theirs for ever. */
import { type Connection, rows } from '../db/database.ts'
import type { PlacementScope } from '../imports/placement.ts'

const END_VERSIONS = `
  update component_version as t
     set valid_to = :at::timestamptz, ended_by = :batchId::bigint
   where t.valid_to is null`
const END_ROLES = `
  update component_role as t
     set valid_to = :at::timestamptz, ended_by = :batchId::bigint
   where t.valid_to is null`
const END_PLACES = `
  update component_grid as t
     set valid_to = :at::timestamptz
   where t.valid_to is null`

/** `scope` gives identities. */
export const endComponents = async (
  trx: Connection,
  { batchId, at }: { readonly batchId: number; readonly at: string },
  scope: PlacementScope,
): Promise<void> => {
  const bindings = { ...scope.bindings, batchId, at }
  for (const statement of [END_VERSIONS, END_ROLES, END_PLACES])
    await rows(trx, `${statement} and t.component_id in (${scope.sql})`, bindings)
  await rows(
    trx,
    `delete from gap as g where g.found_by = 'component' and g.found_id in (${scope.sql})`,
    bindings,
  )
}
