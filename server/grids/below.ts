/** The grids named and every grid below them, through the parents in force now. */

/** A subquery of grid identities; `binding` names a list of identities, as in `p.grid_id in (${gridsAndBelow('grid')})`. */
export const gridsAndBelow = (binding: string): string => `
  with recursive below as (
    select named.id from unnest(:${binding}::bigint[]) as named (id)
    union
    select g.grid_id from below as b join grid_version as g on g.parent_id = b.id and g.valid_to is null
  )
  select below.id from below`
