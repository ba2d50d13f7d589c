/** Who delivers: surveyors and administrators. An account whose area is limited may commit, or take back, only what lies inside it as a whole. */
import { gridsOfArea } from '../accounts/area.ts'
import { type Connection, one } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import { Forbidden } from '../errors.ts'
import { placeOf } from '../grids/locating.ts'
import type { AccountRole } from '../shared/words.ts'

export const SURVEYORS: readonly AccountRole[] = ['administrator', 'surveyor']

export const isSurveyor = (actor: Actor): boolean => actor.grants.some(({ role }) => SURVEYORS.includes(role))

/** Good rows, where their components stood before, and what the delivery may retire. */
const PLACES = `
  select ${placeOf('r.geom')} as place
    from census_difference as d
    join census_row as r on r.census_id = d.census_id and r.row_no = d.row_no
   where d.census_id = :censusId::bigint
   union all
  select ${placeOf('v.geom')}
    from census_difference as d
    join census as z on z.id = d.census_id
    join component_version as v
      on v.component_id = d.component_id and (v.valid_to is null or v.ended_by = z.batch_id)
   where d.census_id = :censusId::bigint
     and d.kind not in ('new', 'same')
   union all
  select ${placeOf('v.geom')}
    from census_missing as x
    join census as z on z.id = x.census_id
    join component_version as v
      on v.component_id = x.component_id and (v.valid_to is null or v.ended_by = z.batch_id)
   where x.census_id = :censusId::bigint
     and coalesce(x.accepted, (z.accepted->>'missing')::boolean, false)`

/** Throws Forbidden, saying how many places lie outside the area in which the account has one of the roles. */
export const requireOwnArea = async (
  db: Connection,
  actor: Actor,
  censusId: number,
  roles: readonly AccountRole[] = SURVEYORS,
): Promise<void> => {
  const areas = gridsOfArea(actor, roles)
  if (areas === null) return
  const { outside } = await one<{ outside: number }>(
    db,
    `select count(*) as outside
       from (${PLACES}) as p
      where not exists (
        select from grid_version as g
         where g.grid_id = any (:areas::bigint[])
           and g.valid_to is null
           and st_covers(g.geom, p.place))`,
    { censusId, areas },
  )
  if (outside === 0) return
  throw new Forbidden(
    'outside_area',
    `${outside} places of this delivery lie outside the area of the account; somebody who may work there commits it, or it is divided.`,
  )
}
