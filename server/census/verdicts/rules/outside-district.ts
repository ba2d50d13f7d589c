/**
 * The place lies in a highest grid of some scheme, or within the distance at which the nearest grid takes it (metres of the district's metric system). Beyond
 * 10 km it is another district's, or its CRS is another one.
 */
import { placeOf } from '../../../grids/locating.ts'
import { PLACED, type Rule, SCOPE } from '../rule.ts'

const FAR_M = 10_000
/** Parts so small that one is tested in a microsecond and none is stored out of line. */
const VERTICES = 128
/** The district's box is cut into 64 by 64 cells; where a part covers a whole cell, the places in it need no test of their own. */
const CELLS = 64

const cellOf = (coordinate: string, axis: 'x' | 'y'): string =>
  `floor((${coordinate} - f.${axis}0) / f.d${axis})::int`

const nearestOfLevel = (levelId: number): string => `
      (select g.id, g.geom
         from grid_version as g
        where g.level_id = ${levelId}
          and g.valid_to is null
        order by g.geom <-> o.place
        limit 3)`

export const outsideDistrict: Rule = {
  name: 'outside-district',
  severity: { outside_district: 'warning', far_from_district: 'error' },
  sql: ({ srid, topLevels }) =>
    srid === null || topLevels.length === 0
      ? null
      : `
    with top as (
      select min(g.id) as id, g.geom
        from grid_version as g
       where g.level_id in (${topLevels.join(', ')})
         and g.valid_to is null
       group by g.geom),
    ground as materialized (
      select t.id, st_subdivide(t.geom, ${VERTICES}) as part
        from top as t),
    frame as materialized (
      select st_setsrid(e.box::geometry, 4490) as box, st_xmin(e.box) as x0, st_ymin(e.box) as y0,
             (st_xmax(e.box) - st_xmin(e.box)) / ${CELLS} as dx, (st_ymax(e.box) - st_ymin(e.box)) / ${CELLS} as dy
        from (select st_extent(g.part) as box from ground as g) as e),
    touched as (
      select x.n as cx, y.n as cy, g.part,
             st_covers(g.part, st_makeenvelope(f.x0 + x.n * f.dx, f.y0 + y.n * f.dy,
                                               f.x0 + (x.n + 1) * f.dx, f.y0 + (y.n + 1) * f.dy, 4490)) as whole
        from ground as g
       cross join frame as f
       cross join lateral generate_series(${cellOf('st_xmin(g.part)', 'x')}, ${cellOf('st_xmax(g.part)', 'x')}) as x (n)
       cross join lateral generate_series(${cellOf('st_ymin(g.part)', 'y')}, ${cellOf('st_ymax(g.part)', 'y')}) as y (n)),
    cell as materialized (
      select t.cx, t.cy, bool_or(t.whole) as whole, array_agg(t.part) filter (where not t.whole) as parts
        from touched as t
       group by t.cx, t.cy),
    asked as (
      select q.row_no, q.place, ${cellOf('st_x(q.place)', 'x')} as cx, ${cellOf('st_y(q.place)', 'y')} as cy
        from (select r.row_no, ${placeOf('r.geom')} as place
                from census_row as r
               where ${SCOPE}
                 and ${PLACED}
              offset 0) as q
       cross join frame as f),
    outer_place as materialized (
      select a.row_no, a.place
        from asked as a
        left join cell as c on c.cx = a.cx and c.cy = a.cy
       where c.whole is not true
         and not exists (select from unnest(c.parts) as p (part) where st_covers(p.part, a.place))),
    metric as materialized (
      select g.id, st_transform(g.part, ${srid}) as shape
        from ground as g),
    -- The metric system is asked only near the district, because at the other end of the world it has no coordinates.
    apart as (
      select o.row_no, st_distancesphere(o.place, st_closestpoint(f.box, o.place)) as distance_m, true as far
        from outer_place as o
       cross join frame as f
       where st_distancesphere(o.place, st_closestpoint(f.box, o.place)) > ${FAR_M}
       union all
      select o.row_no, near.distance_m, near.distance_m > ${FAR_M}
        from outer_place as o
       cross join frame as f
       cross join lateral (
             select min(st_distance(m.shape, st_transform(o.place, ${srid}))) as distance_m
               from (${topLevels.map(nearestOfLevel).join('\n             union all')}) as n
               join metric as m on m.id = n.id) as near
       where st_distancesphere(o.place, st_closestpoint(f.box, o.place)) <= ${FAR_M})
    select a.row_no, case when a.far then 'far_from_district' else 'outside_district' end as code, 'place' as target,
           jsonb_build_object('distanceM', round(a.distance_m)) as says
      from apart as a
     cross join district as d
     where a.distance_m > d.nearest_grid_m`,
}
