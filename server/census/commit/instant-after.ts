/** The instant at which a write of many components happens. */
import { type Connection, one } from '../../db/database.ts'

/** After everything that began or ended of these components, even where a clock was set back. */
export const instantAfter = async (trx: Connection, ids: readonly number[]): Promise<string> =>
  (
    await one<{ at: string }>(
      trx,
      `with touched as materialized (
         select t.id from unnest(:ids::bigint[]) as t (id)),
       former as (
         select greatest(v.valid_from, v.valid_to) as at from touched as t join component_version as v on v.component_id = t.id
          union all
         select greatest(c.valid_from, c.valid_to) from touched as t join component_role as c on c.component_id = t.id
          union all
         select greatest(g.valid_from, g.valid_to) from touched as t join component_grid as g on g.component_id = t.id)
       select (greatest(clock_timestamp(), max(f.at)) + interval '1 microsecond')::text as at
         from former as f`,
      { ids },
    )
  ).at
