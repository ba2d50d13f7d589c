/** The components that a write touched at an instant, and the box of their shapes before and after, in degrees: what open maps load anew. */
import { type Connection, one } from '../db/database.ts'
import type { PlacementScope } from '../imports/placement.ts'
import type { Extent } from '../imports/position.ts'

/** `scope` gives identities; their shapes count that stand, or that ended at the instant. */
export const touchedAt = (
  trx: Connection,
  at: string,
  scope: PlacementScope,
): Promise<{ ids: number[]; extent: Extent | null }> =>
  one(
    trx,
    `with touched as materialized (${scope.sql}),
     box as (
       select st_extent(v.geom) as box
         from component_version as v
        where v.component_id in (select t.component_id from touched as t)
          and (v.valid_to is null or v.valid_to = :at::timestamptz))
     select coalesce((select array_agg(t.component_id order by t.component_id) from touched as t), '{}') as ids,
            case when b.box is not null
                 then array[st_xmin(b.box), st_ymin(b.box), st_xmax(b.box), st_ymax(b.box)] end as extent
       from box as b`,
    { ...scope.bindings, at },
  )
