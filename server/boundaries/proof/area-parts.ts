/** Measures what an overlay found, part by part: what is both larger and wider than the tolerances counts, the rest is only summed. Areas in m², widths in m of the metric system. */
import type { Connection } from '../../db/database.ts'
import type { Tolerances } from '../../shared/proof.ts'
import type { Faces } from '../faces.ts'
import { wholeRows } from './overlay.ts'

export type AreaPart = {
  readonly faceId: number | null
  readonly otherId: number | null
  readonly areaM2: number
  readonly toleratedM2: number
  /** What counts as a MultiPolygon, WKB: in EPSG:4490 and in the metric system. Null where nothing does. */
  readonly shape: Buffer | null
  readonly metric: Buffer | null
  readonly lon: number | null
  readonly lat: number | null
}

export type Measure = Pick<Tolerances, 'areaM2' | 'widthM'> & { readonly metricSrid: number }
export type Overlay = {
  readonly db: Connection
  readonly faces: Faces
  readonly measure: Measure
  /** Faces whose shapes are mended before they are laid over each other. */
  readonly invalid: readonly number[]
}

/**
 * `found` gives face_id, other_id, part and geom: pieces of one part are told as one. A piece's width is its mean one, twice the area by the perimeter, which is
 * never more than its widest place.
 */
export const measureParts = (
  { db, faces, measure, invalid }: Overlay,
  found: string,
  bindings: Readonly<Record<string, unknown>>,
): Promise<AreaPart[]> =>
  wholeRows<AreaPart>(
    db,
    `select p.face_id as "faceId", p.other_id as "otherId", p.area_m2 as "areaM2", p.tolerated_m2 as "toleratedM2",
            st_asbinary(p.shape, 'NDR') as shape, st_asbinary(p.metric, 'NDR') as metric,
            st_x(p.place) as lon, st_y(p.place) as lat
       from (select s.face_id, s.other_id,
                    coalesce(sum(s.area_m2) filter (where s.counts), 0) as area_m2,
                    coalesce(sum(s.area_m2) filter (where not s.counts), 0) as tolerated_m2,
                    st_collect(s.geom order by s.area_m2 desc) filter (where s.counts) as shape,
                    st_collect(s.metric order by s.area_m2 desc) filter (where s.counts) as metric,
                    st_pointonsurface((array_agg(s.geom order by s.area_m2 desc) filter (where s.counts))[1]) as place
               from (select m.*, m.area_m2 > :areaM2::float8 and 2 * m.area_m2 > :widthM::float8 * st_perimeter(m.metric) as counts
                       from (select t.*, st_area(t.metric) as area_m2
                               from (select q.face_id, q.other_id, q.part, q.geom, st_transform(q.geom, :metricSrid::int) as metric
                                       from (${found}) as q
                                     offset 0) as t
                             offset 0) as m) as s
              group by s.face_id, s.other_id, s.part) as p`,
    { ...faces.bindings, ...measure, invalid, ...bindings },
  )
