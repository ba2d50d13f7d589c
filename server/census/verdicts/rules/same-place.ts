/** Of one class nothing stands within 0.1 m or 1 m of an earlier row of the delivery. Metres are those of the delivery's mean latitude, right to 0.5 % in a district. */
import { placeOf } from '../../../grids/locating.ts'
import { PLACED, type Rule } from '../rule.ts'

const SAME_M = 0.1
const NEAR_M = 1
/**
 * Each place is entered in its own cell and in those that a circle of 1 m around it touches: 1.6 on average. The entries are sorted by cell once and each looks
 * back along its own. A join of cells did the same in the same time, but on 3,000 rows, of which no statistics were there yet, PostgreSQL compared them all.
 */
const CELL_M = 8
/** So many are looked back at. A cell with more of one class is told of anyway: 64 a metre apart fill it. */
const CROWD = 64

const cellOf = (coordinate: string): string => `floor((${coordinate}) / ${CELL_M})::bigint`

export const samePlace: Rule = {
  name: 'same-place',
  severity: 'warning',
  sql: () => `
    with spot as materialized (
      select r.row_no, m.class_id, ${placeOf('r.geom')} as place
        from census_row as r
        join census_meaning as m on m.census_id = r.census_id and m.row_no = r.row_no and m.class_id is not null
       where r.census_id = :censusId::bigint
         and ${PLACED}),
    at as (
      select s.row_no, s.class_id, (st_x(s.place) + 180) * k.x as x, (st_y(s.place) + 90) * 110900 as y
        from spot as s
       cross join (select 111320 * cos(radians(avg(st_y(s.place)))) as x from spot as s) as k
      offset 0),
    entry as (
      select a.row_no, a.x, a.y, o.dx = a.home_x - a.left_x and o.dy = a.home_y - a.low_y as home,
             (a.class_id::bigint << 46) + ((a.left_x + o.dx) << 23) + a.low_y + o.dy as cell
        from (select a.*, ${cellOf('a.x')} as home_x, ${cellOf('a.y')} as home_y,
                     ${cellOf(`a.x - ${NEAR_M}`)} as left_x, ${cellOf(`a.x + ${NEAR_M}`)} as right_x,
                     ${cellOf(`a.y - ${NEAR_M}`)} as low_y, ${cellOf(`a.y + ${NEAR_M}`)} as high_y
                from at as a
              offset 0) as a
        join (values (0, 0), (1, 0), (0, 1), (1, 1)) as o (dx, dy)
          on a.left_x + o.dx <= a.right_x and a.low_y + o.dy <= a.high_y),
    accompanied as (
      select e.*
        from (select e.*, count(*) over (partition by e.cell) as entries from entry as e) as e
       where e.entries > 1),
    looked_back as (
      select e.row_no, point(e.x, e.y) as place,
             array_agg(e.row_no) filter (where e.home) over earlier as others,
             array_agg(point(e.x, e.y)) filter (where e.home) over earlier as places
        from accompanied as e
      window earlier as (partition by e.cell order by e.row_no rows between ${CROWD} preceding and 1 preceding)),
    near as (
      select distinct on (e.row_no) e.row_no, other.row_no as other_no, other.place <-> e.place as distance_m
        from looked_back as e
       cross join lateral unnest(e.others, e.places) as other (row_no, place)
       where other.place <-> e.place <= ${NEAR_M}
         and (:only::int[] is null or e.row_no = any (:only::int[]))
       order by e.row_no, distance_m, other_no)
    select n.row_no, case when n.distance_m <= ${SAME_M} then 'same_place' else 'near_place' end as code, 'place' as target,
           jsonb_build_object('row', o.source_row, 'rowNo', n.other_no, 'distanceM', round(n.distance_m::numeric, 2)) as says
      from near as n
      join census_row as o on o.census_id = :censusId::bigint and o.row_no = n.other_no`,
}
