/** The box of the shapes that a write touched at an instant, before and after, in degrees: what open maps load anew. */
import { type Connection, one } from '../../db/database.ts'
import type { Extent } from '../../imports/position.ts'

/** Shapes count that stand, or that ended at the instant. Null where there are none. */
export const extentTouched = async (
  trx: Connection,
  at: string,
  ids: readonly number[],
): Promise<Extent | null> =>
  (
    await one<{ extent: Extent | null }>(
      trx,
      `with box as (
         select st_extent(v.geom) as box
           from unnest(:ids::bigint[]) as t (id)
           join component_version as v on v.component_id = t.id
          where v.valid_to is null or v.valid_to = :at::timestamptz)
       select case when b.box is not null
                   then array[st_xmin(b.box), st_ymin(b.box), st_xmax(b.box), st_ymax(b.box)] end as extent
         from box as b`,
      { ids, at },
    )
  ).extent
