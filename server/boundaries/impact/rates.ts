/** Rates of the touched grids before and after. */
import { type Connection, rows } from '../../db/database.ts'
import type { Impact } from '../../shared/boundaries.ts'
import type { Effect } from '../effect/take-effect.ts'
import { faceJson, heldWhen, type When } from './before-and-after.ts'

/** Of each touched grid: components in it and below, the share whose every role is confirmed or ruled, and how much of it its parts cover. */
const ratesOf = (when: When): string => {
  const holds = heldWhen(when)
  return `
    (select json_build_object(
              'components', count(c.component_id),
              'confirmed', avg((not exists (select from component_role as r
                                             where r.component_id = c.component_id and r.valid_to is null
                                               and r.state not in ('confirmed', 'ruled')))::int)
                           filter (where c.component_id is not null),
              'coverage', (select sum(k.area_m2) from grid_version as k where k.parent_id = f.grid_id and ${holds('k')})
                          / (select v.area_m2 from grid_version as v where v.grid_id = f.grid_id and ${holds('v')}))
       from (with recursive down as (
               select f.grid_id as id
                union
               select k.grid_id from down as d join grid_version as k on k.parent_id = d.id and ${holds('k')})
             select d.id from down as d) as g
       left join component_grid as c on c.grid_id = g.id and ${holds('c')})`
}

/** Each is walked down to the components below it. */
export const MOST_GRIDS = 200

/** The upper levels first. */
export const listGrids = (trx: Connection, { at, grids }: Effect): Promise<Impact['grids']> =>
  rows(
    trx,
    `select ${faceJson('f', 'l')} as "face", ${ratesOf('before')} as "before", ${ratesOf('after')} as "after"
       from (select distinct on (v.grid_id) v.*
               from grid_version as v
              where v.grid_id = any (:grids::bigint[]) and (v.valid_to is null or v.valid_to = :at::timestamptz)
              order by v.grid_id, v.valid_from desc) as f
       join level as l on l.id = f.level_id
      order by l.depth, f.code
      limit ${MOST_GRIDS}`,
    { at, grids },
  )
