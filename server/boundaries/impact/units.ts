/** Units that lose or gain. */
import { type Connection, rows } from '../../db/database.ts'
import type { Impact } from '../../shared/boundaries.ts'
import type { Effect } from '../effect/take-effect.ts'
import { answering, heldWhen, unitJson } from './before-and-after.ts'

/** Units that answer for touched ground, by grids of their own or by those above: told by the grids that have none below, so that none of it counts twice; and the components on it. */
export const listUnits = (trx: Connection, { at, grids }: Effect): Promise<Impact['units']> =>
  rows(
    trx,
    `with held as (
       select ${answering('v.grid_id', 'before')} as unit_id, v.area_m2 as before, 0::float8 as after
         from grid_version as v
        where v.grid_id = any (:grids::bigint[]) and v.valid_to = :at::timestamptz
          and not exists (select from grid_version as k where k.parent_id = v.grid_id and ${heldWhen('before')('k')})
        union all
       select ${answering('v.grid_id', 'after')}, 0, v.area_m2
         from grid_version as v
        where v.grid_id = any (:grids::bigint[]) and v.valid_from = :at::timestamptz and v.valid_to is null
          and not exists (select from grid_version as k where k.parent_id = v.grid_id and ${heldWhen('after')('k')})),
     stood as (
       select ${answering('c.grid_id', 'before')} as unit_id, count(*) as before, 0::bigint as after
         from component_grid as c where c.valid_to = :at::timestamptz group by c.grid_id
        union all
       select ${answering('c.grid_id', 'after')}, 0, count(*)
         from component_grid as c where c.valid_from = :at::timestamptz group by c.grid_id),
     area as (select h.unit_id, sum(h.before) as before, sum(h.after) as after from held as h group by h.unit_id),
     moved as (select s.unit_id, sum(s.before) as before, sum(s.after) as after from stood as s group by s.unit_id)
     select ${unitJson('u')} as "unit", coalesce(a.before, 0) as "areaBeforeM2", coalesce(a.after, 0) as "areaAfterM2",
            coalesce(m.before, 0)::int as "componentsBefore", coalesce(m.after, 0)::int as "componentsAfter"
       from area as a
       full join moved as m on m.unit_id = a.unit_id
       join unit_version as u on u.unit_id = coalesce(a.unit_id, m.unit_id) and u.valid_to is null
      where abs(coalesce(a.after, 0) - coalesce(a.before, 0)) > 1e-6 or m.before is distinct from m.after
      order by abs(coalesce(a.after, 0) - coalesce(a.before, 0)) desc, u.code`,
    { at, grids },
  )
