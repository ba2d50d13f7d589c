/** The grids named and every grid below them, through the parents in force. */
import { inForce } from '../db/as-of.ts'

/** A subquery of grid identities; `binding` names a list of identities, as in `p.grid_id in (${gridsAndBelow('grid')})`; with an instant `:at` is bound too. */
export const gridsAndBelow = (binding: string, at?: string): string => `
  with recursive below as (
    select named.id from unnest(:${binding}::bigint[]) as named (id)
    union
    select g.grid_id from below as b join grid_version as g on g.parent_id = b.id and ${inForce('g', at)}
  )
  select below.id from below`
