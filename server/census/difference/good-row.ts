/** SQL: which rows of a census are good, and which of their differences are taken. */

/** Row `r` of `census_row` has no error. */
export const GOOD_ROW = `
  not exists (
    select from census_finding as f
     where f.census_id = r.census_id and f.row_no = r.row_no and f.severity = 'error')`

/** Taken unless left out; conflicts and suspected duplicates only where somebody said so. */
const TAKEN_BY_ITSELF = `('new', 'returned', 'changed', 'moved')`

/** Difference `d` of census `z` is taken: decided for the row, else for its kind. */
export const ACCEPTED = `
  d.kind <> 'same'
  and coalesce(d.accepted, (z.accepted->>d.kind)::boolean, d.kind in ${TAKEN_BY_ITSELF})`

/** Missing component `x` of census `z` is retired only where somebody said so. */
export const RETIRED = `coalesce(x.accepted, (z.accepted->>'missing')::boolean, false)`

/** Difference `d` is of a component that does not stand. */
export const BEGINS = `d.kind in ('new', 'suspect', 'returned')`
/** Difference `d` needs a version: a change of roles alone needs none. */
export const VERSIONED = `(${BEGINS} or not d.changes <@ array['competent', 'owner', 'maintainer'])`
/** Difference `d` gives a component another place. */
export const PLACED = `(${BEGINS} or 'place' = any (d.changes))`
