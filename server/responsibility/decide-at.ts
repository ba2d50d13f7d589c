/** Gathers what `decide` needs for a place: the component meant, the chains with their answering units, the district's centre. */
import { inForce } from '../db/as-of.ts'
import { type Connection, one } from '../db/database.ts'
import type { Meant } from '../lookup/component-meant.ts'
import type { Place } from '../lookup/locate.ts'
import { type Circumstances, type Decision, decide } from './assignment.ts'

/** As the database has it, now or as of an instant; the centre by its last name where it has none in force. */
export const readDistrict = (db: Connection, at?: string): Promise<Circumstances['district']> =>
  one(
    db,
    `select t.code as "code", t.name as "name", jsonb_build_object('id', v.unit_id, 'code', v.code, 'name', v.name) as "centre"
       from district as t
       join lateral (
         select v.unit_id, v.code, v.name
           from unit_version as v
          where v.unit_id = t.centre_unit_id
          order by (${inForce('v', at)}) desc, v.valid_from desc
          limit 1
       ) as v on true`,
    at === undefined ? {} : { at },
  )

export const decideWith = (
  district: Circumstances['district'],
  places: readonly Place[],
  meant: Meant,
): Decision =>
  decide({
    component: meant.component,
    withoutComponent: (meant.near ?? 0) > 1 ? 'component_unclear' : 'no_component',
    grids: places.flatMap((place) => place.grids.toReversed()),
    district,
  })
