/** What changes hands: how many components and reports from which grid and unit to which, and the first of the components one by one. */
import { type Connection, rows } from '../../db/database.ts'
import type { Impact } from '../../shared/boundaries.ts'
import type { Draft } from '../draft.ts'
import type { Effect } from '../effect/take-effect.ts'
import { answering, faceJson, unitJson } from './before-and-after.ts'
import { REPORTS_MOVED } from './reports.ts'

/** Named one by one; all are counted. */
export const LISTED = 1_000

type Move = Impact['moves'][number]

export const listMoves = (trx: Connection, { id, head, schemeId }: Draft, { at }: Effect): Promise<Move[]> =>
  rows(
    trx,
    `with thing as (
       select a.grid_id as from_id, b.grid_id as to_id, 1 as components, 0 as reports
         from (select c.component_id, c.grid_id from component_grid as c
                where c.scheme_id = :schemeId::int and c.valid_to = :at::timestamptz) as a
         full join (select c.component_id, c.grid_id from component_grid as c
                     where c.scheme_id = :schemeId::int and c.valid_from = :at::timestamptz) as b on b.component_id = a.component_id
        union all
       select r.from_id, r.to_id, 0, 1 from (${REPORTS_MOVED}) as r),
     moved as (
       select g.from_id, g.to_id, sum(g.components) as components, sum(g.reports) as reports
         from thing as g
        where g.from_id is distinct from g.to_id
        group by g.from_id, g.to_id)
     select ${faceJson('f', 'fl')} as "from", ${faceJson('t', 'tl')} as "to",
            ${unitJson('fu')} as "fromUnit", ${unitJson('tu')} as "toUnit", m.components as "components", m.reports as "reports"
       from moved as m
       left join lateral (select v.* from grid_version as v where v.grid_id = m.from_id and v.valid_from < :at::timestamptz
                           order by v.valid_from desc limit 1) as f on true
       left join level as fl on fl.id = f.level_id
       left join grid_version as t on t.grid_id = m.to_id and t.valid_to is null
       left join level as tl on tl.id = t.level_id
       left join unit_version as fu on fu.unit_id = ${answering('m.from_id', 'before')} and fu.valid_to is null
       left join unit_version as tu on tu.unit_id = ${answering('m.to_id', 'after')} and tu.valid_to is null
      order by m.components desc, m.reports desc, f.code, t.code`,
    { changeId: id, head, schemeId, at },
  )

export const listMoved = (
  trx: Connection,
  { schemeId }: Draft,
  { at, moved }: Effect,
): Promise<Impact['listed']> =>
  rows(
    trx,
    `select v.component_id as "id", v.code as "code", v.name as "name",
            json_build_array(st_x(p.place), st_y(p.place)) as "place", a.grid_id as "from", b.grid_id as "to"
       from component_version as v
      cross join lateral (select st_pointonsurface(v.geom) as place) as p
       left join component_grid as a on a.component_id = v.component_id and a.scheme_id = :schemeId::int and a.valid_to = :at::timestamptz
       left join component_grid as b on b.component_id = v.component_id and b.scheme_id = :schemeId::int and b.valid_from = :at::timestamptz
      where v.component_id = any (:ids::bigint[])
        and v.valid_to is null
      order by v.component_id`,
    { schemeId, at, ids: moved.slice(0, LISTED) },
  )
