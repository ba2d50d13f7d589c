/** Which runs of identities a table has rows in force of: what is read run by run needs no order, and several can read at a time. */
import { type Connection, rows } from '../db/database.ts'

/** The first identity of each run of `length`, in order, by one probe of an index each, however many rows there are. */
export const listRuns = async (
  db: Connection,
  table: 'component_version' | 'grid_version',
  column: 'component_id' | 'id',
  length: number,
): Promise<number[]> => {
  const found = await rows<{ first: number }>(
    db,
    `with recursive run as (
            select min(v.${column}) / :length::bigint * :length::bigint as first
              from ${table} as v
             where v.valid_to is null
             union all
            select (select min(v.${column}) / :length::bigint * :length::bigint
                      from ${table} as v
                     where v.valid_to is null
                       and v.${column} >= r.first + :length::bigint)
              from run as r
             where r.first is not null)
     select r.first as first
       from run as r
      where r.first is not null`,
    { length },
  )
  return found.map(({ first }) => first)
}
