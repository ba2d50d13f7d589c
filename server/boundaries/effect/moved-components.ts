/**
 * Which components may stand in another grid after a change: those on ground that a grid gained, lost or gave away, on the border of a grid whose code changed (the lowest
 * code has it), those whose grid has other parts or none now, and those beside a gap. All else stays where it is and is not asked.
 */
import { STEP } from '../../grids/overlay.ts'
import type { ComponentScope } from '../../imports/component-scope.ts'
import type { DraftRef } from '../faces.ts'

/** Ground, as rows of shapes: before and after of each face that the draft changed. */
export const changedGround = `
  with touched as (
    select f.face_id, f.gone, f.geom as geom, f.code as code, v.geom as former, v.code as former_code,
           v.id is not null as was,
           exists (select from change_face as k
                    where k.change_id = f.change_id and k.parent_id = f.face_id and not k.gone
                      and k.from_op <= :head::int and coalesce(k.to_op, 2147483647) > :head::int)
             or exists (select from grid_version as k
                         where k.parent_id = f.face_id and k.valid_to is null
                           and not exists (select from change_face as x
                                            where x.change_id = f.change_id and x.face_id = k.grid_id
                                              and x.from_op <= :head::int and coalesce(x.to_op, 2147483647) > :head::int)) as divided
      from change_face as f
      left join change_base as b on b.change_id = f.change_id and b.face_id = f.face_id
      left join grid_version as v on v.id = b.version_id
     where f.change_id = :changeId::bigint and f.from_op <= :head::int and coalesce(f.to_op, 2147483647) > :head::int)
  select t.former as geom from touched as t where t.gone and t.was
   union all
  select t.geom from touched as t where not t.gone and not t.was and not t.divided
   union all
  select st_symdifference(t.former, t.geom, ${STEP}) from touched as t where not t.gone and t.was and not st_equals(t.former, t.geom)
   union all
  select st_boundary(t.geom) from touched as t where not t.gone and t.was and t.code <> t.former_code`

/** To be asked before the versions are written, while the register is still the former one, or after: it reads the draft's own tables only. */
export const movedScope = ({ id, schemeId, head }: DraftRef): ComponentScope => ({
  sql: `
    with ground as materialized (
      select d.geom from (${changedGround}) as g cross join lateral st_dump(g.geom) as d)
    select x.component_id
      from ground as g
      join component_version as x on x.geom && g.geom and st_intersects(x.geom, g.geom)
     where x.valid_to is null
     union
    select p.component_id
      from change_face as f
      join component_grid as p on p.grid_id = f.face_id and p.scheme_id = :schemeId::int and p.valid_to is null
     where f.change_id = :changeId::bigint and f.from_op <= :head::int and coalesce(f.to_op, 2147483647) > :head::int
       and (f.gone or p.placement = 'nearest' or exists (select from change_face as k where k.change_id = f.change_id and k.parent_id = f.face_id))
     union
    select p.component_id
      from (select st_expand(st_setsrid(st_extent(g.geom)::geometry, 4490), max(d.nearest_grid_m) / 50000) as box from ground as g cross join district as d) as e
      join component_version as x on x.valid_to is null and x.geom && e.box
      join component_grid as p on p.component_id = x.component_id and p.scheme_id = :schemeId::int and p.valid_to is null and p.placement = 'nearest'`,
  bindings: { changeId: id, schemeId, head },
})
