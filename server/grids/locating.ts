/**
 * The rule of place, as SQL, for one point or a whole census (EPSG:4490; distances in metres of the district's metric system). In each scheme
 * a point belongs to the deepest grid that covers it. A grid contains its border; of several on a shared border the lowest code has it.
 * Where that grid is divided and none of its parts covers the point, there is a gap: the nearest undivided grid below it has the point, within the
 * district's set distance and flagged; else the grid itself. Ground that only other schemes hold goes to the nearest grid in the same way.
 */

import { inForce } from '../db/as-of.ts'
import { type Connection, rows } from '../db/database.ts'
import { METRES_PER_DEGREE } from './metres-per-degree.ts'

/** Levels that have grids, the deepest first. */
export type SchemeLevels = {
  readonly schemeId: number
  readonly levels: readonly { id: number; depth: number }[]
}

export const listSchemeLevels = (db: Connection, at?: string): Promise<SchemeLevels[]> =>
  rows<SchemeLevels>(
    db,
    `select l.scheme_id as "schemeId", jsonb_agg(jsonb_build_object('id', l.id, 'depth', l.depth) order by l.depth desc) as "levels"
       from level as l
       join scheme as s on s.id = l.scheme_id
      where exists (select from grid_version as g where g.level_id = l.id and ${inForce('g', at)})
      group by l.scheme_id, s.rank
      order by s.rank`,
    at === undefined ? {} : { at },
  )

/** Where a component stands for its grid: itself if a point, else a point on it, the same that the map draws. */
export const placeOf = (geom: string): string =>
  `case geometrytype(${geom}) when 'POINT' then ${geom} else st_pointonsurface(${geom}) end`

/** A box that surely holds every grid within the set distance. */
const REACH = `st_expand(p.place, 1.01 * d.nearest_grid_m / (${METRES_PER_DEGREE} * greatest(cos(radians(st_y(p.place))), 0.01)),
                                    1.01 * d.nearest_grid_m / ${METRES_PER_DEGREE})`

/** The finest lattice: 512 by 512 cells over the points asked about. */
const FINEST = 512

/**
 * Which grids of a level cover which points: points and grids are cut by one lattice and joined by its cells, then asked exactly. One probe of the
 * spatial index a point took ten times as long (3,000 points among 5,230 grids, embedded database: 900 ms, now 75 ms). Cells and pairs go without shapes, which would
 * be sorted and spilled with them, and shapes are read once for all pairs.
 */
const coveringOf = (step: string, asked: string, levelId: number, at: string | undefined): string[] => [
  `frame_${step} as materialized (
     select e.n, st_xmin(e.box) as x0, st_ymin(e.box) as y0, st_setsrid(e.box::geometry, 4490) as box,
            greatest((st_xmax(e.box) - st_xmin(e.box)) / e.n, 1e-9) as dx,
            greatest((st_ymax(e.box) - st_ymin(e.box)) / e.n, 1e-9) as dy
       from (select st_extent(p.place) as box, least(${FINEST}, ceil(sqrt(count(*) + 1)))::int as n from ${asked} as p) as e)`,
  `shape_${step} as materialized (
     select g.id as version_id, g.grid_id, g.code, g.geom
       from frame_${step} as f
       join grid_version as g on g.geom && f.box and g.level_id = ${levelId} and ${inForce('g', at)})`,
  `pair_${step} as materialized (
     select p.id, p.place, k.version_id
       from (select q.id, q.place, ${cellOf('st_x(q.place)', 'x')} as cx, ${cellOf('st_y(q.place)', 'y')} as cy
               from ${asked} as q cross join frame_${step} as f) as p
       left join (select g.version_id, x.n as cx, y.n as cy
                    from frame_${step} as f
                   cross join shape_${step} as g
                   cross join lateral generate_series(${cellOf('st_xmin(g.geom)', 'x')}, ${cellOf('st_xmax(g.geom)', 'x')}) as x (n)
                   cross join lateral generate_series(${cellOf('st_ymin(g.geom)', 'y')}, ${cellOf('st_ymax(g.geom)', 'y')}) as y (n)) as k
         on k.cx = p.cx and k.cy = p.cy)`,
  `at_${step} as materialized (
     select distinct on (p.id) p.id, p.place, g.grid_id
       from pair_${step} as p
       left join shape_${step} as g on g.version_id = p.version_id and st_covers(g.geom, p.place)
      order by p.id, g.code collate "C")`,
  `left_${step} as materialized (
     select a.id, a.place
       from at_${step} as a
      where a.grid_id is null)`,
]

/** For one point or a few: a probe of the spatial index each. A lattice of one point is planned and filled in 12 ms, a probe is done in 1 ms. */
const probing = (step: string, asked: string, levelId: number, at: string | undefined): string[] => [
  `at_${step} as materialized (
     select p.id, p.place, hit.grid_id
       from ${asked} as p
       left join lateral (
            select g.grid_id
              from grid_version as g
             where g.level_id = ${levelId}
               and ${inForce('g', at)}
               and g.geom && p.place
               and st_covers(g.geom, p.place)
             order by g.code collate "C"
             limit 1) as hit on true)`,
  `left_${step} as materialized (
     select a.id, a.place
       from at_${step} as a
      where a.grid_id is null)`,
]

/** The cell of a coordinate. The same expression for points and for the boxes of grids, so that a point's cell is one of its grid's. */
const cellOf = (coordinate: string, axis: 'x' | 'y'): string =>
  `greatest(0, least(f.n, floor((${coordinate} - f.${axis}0) / f.d${axis})))::int`

/** Level by level from the deepest, so that the large shapes above are only asked for what is left over. */
const coveringCtes = (
  { schemeId: s, levels }: SchemeLevels,
  at: string | undefined,
  points: 'few' | 'many',
): string[] =>
  levels.flatMap(({ id, depth }, i) =>
    (points === 'few' ? probing : coveringOf)(
      `${s}_${depth}`,
      i === 0 ? 'point' : `left_${s}_${levels[i - 1]?.depth}`,
      id,
      at,
    ),
  )

/** Points in a gap, with the grid below which a nearest one is sought; null where only other schemes hold the ground. */
const gapCte = ({ schemeId: s, levels }: SchemeLevels, at: string | undefined): string =>
  `covered_${s} as materialized (
     select c.id, c.place, c.grid_id,
            exists (select from grid_version as k where k.parent_id = c.grid_id and ${inForce('k', at)}) as in_gap
       from (${levels.map(({ depth }) => `select a.id, a.place, a.grid_id from at_${s}_${depth} as a where a.grid_id is not null`).join(' union all ')}) as c),
   gap_${s} as materialized (
     select c.id, c.place, c.grid_id as below_id
       from covered_${s} as c
      where c.in_gap
      union all
     select p.id, p.place, null
       from left_${s}_${levels.at(-1)?.depth} as p
      where exists (
        select from grid_version as g
          join level as l on l.id = g.level_id and l.depth = 1 and l.scheme_id <> ${s}
         where ${inForce('g', at)}
           and st_covers(g.geom, p.place)))`

/** The grids below those in which points are left in a gap, gone down once: up from each grid near each of 9,374 such points took 17 of 31 s. */
const underCte = ({ schemeId: s }: SchemeLevels, at: string | undefined): string =>
  `under_${s} as materialized (
     with recursive down as (
       select distinct p.below_id as root_id, p.below_id as id
         from gap_${s} as p
        where p.below_id is not null
        union
       select u.root_id, k.grid_id from down as u join grid_version as k on k.parent_id = u.id and ${inForce('k', at)}
     )
     select u.root_id, u.id from down as u where u.id <> u.root_id)`

const distanceOf = (geom: string): string =>
  `st_distance(st_transform(${geom}, d.metric_srid), st_transform(p.place, d.metric_srid))`
const isUndivided = (at: string | undefined): string =>
  `not exists (select from grid_version as k where k.parent_id = g.grid_id and ${inForce('k', at)})`

/** A point or two has few grids near, whatever lies below the one that it is in. */
const isAbove = (at: string | undefined): string => `
  p.below_id in (
             with recursive up as (
               select g.parent_id as id
               union
               select k.parent_id from up as u join grid_version as k on k.grid_id = u.id and ${inForce('k', at)}
             )
             select u.id from up as u)`

/** For one point or a few. */
const probingNearest = ({ schemeId: s }: SchemeLevels, at: string | undefined): string[] => [
  `near_${s} as materialized (
     select p.id, hit.grid_id, hit.distance_m
       from gap_${s} as p
      cross join district as d
      cross join lateral (
        select g.grid_id, ${distanceOf('g.geom')} as distance_m
          from grid_version as g
          join level as l on l.id = g.level_id and l.scheme_id = ${s}
         where ${inForce('g', at)}
           and g.geom && ${REACH}
           and ${isUndivided(at)}
           and (p.below_id is null or ${isAbove(at)})
         order by distance_m, g.code collate "C"
         limit 1) as hit
      where hit.distance_m <= d.nearest_grid_m)`,
]

/**
 * All grids near all points first, then those that are below the right one, in one join: asked grid by grid, 613 points in a village of 176 grids took 5 of 5.6 s on the
 * embedded database.
 */
const nearestOf = ({ schemeId: s }: SchemeLevels, at: string | undefined): string[] => [
  `beside_${s} as materialized (
     select p.id, p.below_id, g.id as version_id, g.grid_id, g.code
       from gap_${s} as p
      cross join district as d
       join grid_version as g on g.geom && ${REACH} and ${inForce('g', at)}
       join level as l on l.id = g.level_id and l.scheme_id = ${s}
      where ${isUndivided(at)})`,
  `within_${s} as materialized (
     select b.id, b.version_id, b.grid_id, b.code
       from beside_${s} as b
       left join under_${s} as u on u.root_id = b.below_id and u.id = b.grid_id
      where b.below_id is null
         or u.id is not null)`,
  `near_${s} as materialized (
     select distinct on (w.id) w.id, w.grid_id, w.distance_m
       from (select x.id, x.grid_id, x.code, ${distanceOf('g.geom')} as distance_m, d.nearest_grid_m
               from within_${s} as x
               join gap_${s} as p on p.id = x.id
               join grid_version as g on g.id = x.version_id
              cross join district as d
             offset 0) as w
      where w.distance_m <= w.nearest_grid_m
      order by w.id, w.distance_m, w.code collate "C")`,
]

/**
 * Common table expressions over a given one, `point (id, place)`, that end in `located_<scheme> (id, grid_id, placement, distance_m, in_gap)`.
 * A point without a row there is in no grid of the scheme. With an instant, `:at` is bound by the caller.
 */
export const locatingCtes = (scheme: SchemeLevels, points: 'few' | 'many', at?: string): string => {
  const { schemeId: s } = scheme
  const located = `located_${s} as (
     select n.id, n.grid_id, 'nearest' as placement, n.distance_m, true as in_gap
       from near_${s} as n
      union all
     select c.id, c.grid_id, 'covers', 0, c.in_gap
       from covered_${s} as c
      where not exists (select from near_${s} as n where n.id = c.id))`
  const nearest =
    points === 'few' ? probingNearest(scheme, at) : [underCte(scheme, at), ...nearestOf(scheme, at)]
  return [...coveringCtes(scheme, at, points), gapCte(scheme, at), ...nearest, located].join(',\n   ')
}
