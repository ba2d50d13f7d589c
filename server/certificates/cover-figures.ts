/** The figures of a cover: what of the grids covered no grid holds, what two hold. Areas in m² of the metric system, widths in metres. */

import { type Connection, one } from '../db/database.ts'
import { difference, intersection, polygonsOf, union } from '../grids/overlay.ts'
import { measureOf } from '../parcels/measure.ts'
import type { CoverFigures } from '../shared/certificates.contract.ts'
import type { Tolerances } from '../shared/proof.ts'
import { type Cover, coverBindings, coverCtes } from './covered.ts'

export type Measured = { readonly srid: number; readonly tolerances: Tolerances }

/** Of every divided region the ground that its grids do not hold, as `gap_piece (region_id, geom, area_m2, width_m, counts)`. */
export const GAP_CTES = `
  united as materialized (
    select c.region_id as region_id, ${union('c.geom')} as geom
      from child as c
     group by c.region_id),
  gap_piece as materialized (
    select r.face_id as region_id, q.geom as geom, m.area_m2 as area_m2, m.width_m as width_m, m.counts as counts
      from united as u
      join region as r on r.face_id = u.region_id
     cross join lateral ${polygonsOf(difference('r.geom', 'u.geom'))} as q
     cross join ${measureOf('q.geom', 'm')})`

/** Grids are joined by the cells of a lattice over them, as many as there are grids: each by each would be 3.6 thousand million pairs of 60,000. */
export const OVERLAP_CTES = `
  frame as materialized (
    select e.n as n, st_xmin(e.box) as x0, st_ymin(e.box) as y0,
           greatest((st_xmax(e.box) - st_xmin(e.box)) / e.n, 1e-9) as dx, greatest((st_ymax(e.box) - st_ymin(e.box)) / e.n, 1e-9) as dy
      from (select st_extent(c.geom) as box, least(512, ceil(sqrt(count(*) + 1)))::int as n from child as c) as e),
  cell as materialized (
    select c.face_id as face_id, x.n as cx, y.n as cy, c.geom as geom
      from child as c
     cross join frame as f
     cross join lateral generate_series(floor((st_xmin(c.geom) - f.x0) / f.dx)::int, floor((st_xmax(c.geom) - f.x0) / f.dx)::int) as x (n)
     cross join lateral generate_series(floor((st_ymin(c.geom) - f.y0) / f.dy)::int, floor((st_ymax(c.geom) - f.y0) / f.dy)::int) as y (n)),
  pair as materialized (
    select distinct on (a.face_id, b.face_id) a.face_id as one_id, b.face_id as other_id, a.geom as one_geom, b.geom as other_geom
      from cell as a
      join cell as b on b.cx = a.cx and b.cy = a.cy and b.face_id > a.face_id and b.geom && a.geom
     order by a.face_id, b.face_id),
  crossing as materialized (
    select p.*
      from pair as p
     where st_relate(p.one_geom, p.other_geom, '2********')),
  overlap_piece as materialized (
    select x.one_id as one_id, x.other_id as other_id, q.geom as geom, m.area_m2 as area_m2, m.width_m as width_m, m.counts as counts
      from crossing as x
     cross join lateral ${polygonsOf(intersection('x.one_geom', 'x.other_geom'))} as q
     cross join ${measureOf('q.geom', 'm')})`

export const measuredBindings = ({ srid, tolerances }: Measured): Record<string, unknown> => ({
  srid,
  areaM2: tolerances.areaM2,
  widthM: tolerances.widthM,
})

/** Regions that are not divided at all count as no gap. */
export const coverFigures = (db: Connection, cover: Cover, measured: Measured): Promise<CoverFigures> =>
  one<CoverFigures>(
    db,
    `with recursive ${coverCtes(cover)},
     ${GAP_CTES},
     ${OVERLAP_CTES},
     whole as materialized (
       select coalesce(sum(st_area(st_transform(r.geom, :srid::int))), 0) as area_m2
         from region as r
        where r.face_id in (select u.region_id from united as u)),
     gaps as materialized (
       select coalesce(sum(g.area_m2), 0) as all_m2,
              coalesce(sum(g.area_m2) filter (where g.counts), 0) as area_m2,
              count(*) filter (where g.counts) as pieces,
              coalesce(max(g.width_m) filter (where g.counts), 0) as widest_m,
              coalesce(sum(g.area_m2) filter (where not g.counts), 0) as tolerated_m2
         from gap_piece as g),
     doubled as materialized (
       select coalesce(sum(o.area_m2) filter (where o.counts), 0) as area_m2,
              count(distinct (o.one_id, o.other_id)) filter (where o.counts) as pairs,
              coalesce(sum(o.area_m2) filter (where not o.counts), 0) as tolerated_m2
         from overlap_piece as o)
     select w.area_m2 as "parentAreaM2", w.area_m2 - g.all_m2 as "unionAreaM2", g.area_m2 as "gapAreaM2", g.pieces as gaps,
            g.widest_m as "widestGapM", o.area_m2 as "overlapAreaM2", o.pairs as overlaps,
            g.tolerated_m2 + o.tolerated_m2 as "toleratedM2",
            (select count(*) from child as c where not st_isvalid(c.geom)) as invalid,
            (select count(*) from child as c) as grids,
            (select count(*) from region as r where r.face_id not in (select u.region_id from united as u)) as undivided
       from whole as w
      cross join gaps as g
      cross join doubled as o`,
    { ...coverBindings(cover), ...measuredBindings(measured) },
  )
