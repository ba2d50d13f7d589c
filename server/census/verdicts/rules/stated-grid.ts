/**
 * The unit grid that a row states is known and holds its place; a grid contains its border. Beside the border the place counts, further away one of the two is
 * wrong. Distances in metres of the district's metric system.
 */
import { placeOf } from '../../../grids/locating.ts'
import { PLACED, type Rule, SCOPE } from '../rule.ts'

/** Nearer than this the district's metric system can be used; at the other end of the world it has no coordinates. */
const NEAR_DEG = 1

/**
 * Where a place lies is asked of the grids in its cell of a lattice about half as wide as a grid, of so many cells each way at most: where all 231,000 rows
 * of a delivery stand in another grid than they state, one probe of the spatial index each made the rule take twice as long.
 */
const FINEST = 512
const cellOf = (coordinate: string, axis: 'x' | 'y'): string =>
  `floor((${coordinate} - f.${axis}0) / f.d${axis})::int`

export const statedGrid: Rule = {
  name: 'stated-grid',
  severity: {
    grid_unknown: 'warning',
    grid_near_edge: 'warning',
    grid_disagrees: 'error',
    grid_outside: 'error',
  },
  sql({ srid, edgeM, unitLevels }) {
    if (srid === null || unitLevels.length === 0) return null
    const unitGrid = `g.level_id in (${unitLevels.join(', ')}) and g.valid_to is null`
    return `
    with stated as materialized (
      select g.code, g.geom
        from grid_version as g
       where ${unitGrid}
         and g.code in (select r.grid_code from census_row as r where ${SCOPE})),
    off as materialized (
      select r.row_no, r.grid_code, r.geom
        from census_row as r
       where ${SCOPE}
         and r.grid_code is not null
         and not exists (select from stated as s where s.code = r.grid_code and st_intersects(s.geom, r.geom))
         and (${PLACED} or not exists (select from stated as s where s.code = r.grid_code))),
    metric as materialized (
      select s.code, st_union(s.geom) as geom, st_transform(st_union(s.geom), ${srid}) as shape
        from stated as s
       where s.code in (select o.grid_code from off as o)
       group by s.code),
    apart as (
      select o.row_no, o.grid_code, o.geom,
             case when st_dwithin(m.geom, o.geom, ${NEAR_DEG}) then st_distance(m.shape, st_transform(o.geom, ${srid}))
                  else st_distancesphere(st_pointonsurface(m.geom), st_pointonsurface(o.geom)) end as distance_m
        from off as o
        left join metric as m on m.code = o.grid_code
      offset 0),
    frame as materialized (
      select st_xmin(e.box) as x0, st_ymin(e.box) as y0, (st_xmax(e.box) - st_xmin(e.box)) / e.n as dx, (st_ymax(e.box) - st_ymin(e.box)) / e.n as dy
        from (select st_extent(g.geom) as box, least(${FINEST}, ceil(2 * sqrt(count(*)))) as n from grid_version as g where ${unitGrid}) as e),
    cell as materialized (
      select x.n as cx, y.n as cy, array_agg(g.code order by g.code collate "C") as codes, array_agg(g.geom order by g.code collate "C") as geoms
        from frame as f
        join grid_version as g on ${unitGrid}
       cross join lateral generate_series(${cellOf('st_xmin(g.geom)', 'x')}, ${cellOf('st_xmax(g.geom)', 'x')}) as x (n)
       cross join lateral generate_series(${cellOf('st_ymin(g.geom)', 'y')}, ${cellOf('st_ymax(g.geom)', 'y')}) as y (n)
       group by x.n, y.n),
    lying as (
      select a.row_no, a.grid_code, a.distance_m,
             (select u.code
                from unnest(c.codes, c.geoms) with ordinality as u (code, geom, place)
               where st_covers(u.geom, a.place)
               order by u.place
               limit 1) as found
        from (select a.*, ${placeOf('a.geom')} as place from apart as a offset 0) as a
       cross join frame as f
        left join cell as c on c.cx = ${cellOf('st_x(a.place)', 'x')} and c.cy = ${cellOf('st_y(a.place)', 'y')})
    select a.row_no,
           case when a.distance_m is null then 'grid_unknown'
                when a.distance_m <= ${edgeM} then 'grid_near_edge'
                when a.found is null then 'grid_outside'
                else 'grid_disagrees' end as code,
           'gridCode' as target,
           jsonb_build_object('value', a.grid_code, 'found', a.found, 'distanceM', round(a.distance_m::numeric, 1)) as says
      from lying as a`
  },
}
