/**
 * A cover as it is drawn on paper. Every vertex is moved to the nearest point of one lattice, so that neighbours keep sharing their vertices where shapes that are
 * simplified one by one would part; what is smaller than a step of it is given by its box and its measures. Degrees, EPSG:4490; areas in m², widths in metres.
 */
import { type Connection, one } from '../db/database.ts'
import type { CertificateMap } from '../shared/certificates.contract.ts'
import { GAP_CTES, type Measured, measuredBindings, OVERLAP_CTES } from './cover-figures.ts'
import { type Cover, coverBindings, coverCtes } from './covered.ts'

/** Steps of the lattice along the longer side: a tenth of a millimetre on A4. */
const STEPS = 2_000
/** More outlines than this are one grey on A4. */
const MOST_GRIDS = 5_000
const MOST_FAULTS = 500

type Rings = CertificateMap['covered'][number]
type Shape = { coordinates: Rings | Rings[] } | null
type Box = CertificateMap['bbox']
type Drawn = {
  bbox: Box
  covered: Shape[]
  grids: Shape[]
  count: number
  gaps: Fault[]
  gapCount: number
  overlaps: Fault[]
  overlapCount: number
}
type Fault = { areaM2: number; widthM: number; bbox: Box; shape: Shape }

const BOX = (geom: string): string =>
  `json_build_array(st_xmin(${geom}), st_ymin(${geom}), st_xmax(${geom}), st_ymax(${geom}))`

/** Null where nothing is left of it. */
const DRAWN = (geom: string): string =>
  `(select st_asgeojson(s.geom, 7)::json from (select st_snaptogrid(${geom}, f.step) as geom) as s where not st_isempty(s.geom))`

const FAULTS = (relation: string): string => `
  (select coalesce(json_agg(json_build_object('areaM2', x.area_m2, 'widthM', x.width_m, 'bbox', ${BOX('x.geom')}, 'shape', ${DRAWN('x.geom')})
                            order by x.area_m2 desc), '[]')
     from (select p.geom, p.area_m2, coalesce(p.width_m, 0) as width_m
             from ${relation} as p
            where p.counts
            order by p.area_m2 desc
            limit ${MOST_FAULTS}) as x)`

const isMany = (part: Rings | Rings[]): part is Rings[] => Array.isArray(part[0]?.[0]?.[0])
const ringsOf = (shape: Shape): Rings =>
  shape === null ? [] : isMany(shape.coordinates) ? shape.coordinates.flat() : shape.coordinates
const faultOf = ({ shape, ...fault }: Fault) => ({ ...fault, rings: ringsOf(shape) })
const drawable = (shapes: readonly Shape[]): Rings[] =>
  shapes.map(ringsOf).filter((rings) => rings.length > 0)

/** In one snapshot, which the caller takes. */
export const coverMap = async (db: Connection, cover: Cover, measured: Measured): Promise<CertificateMap> => {
  const found = await one<Drawn>(
    db,
    `with recursive ${coverCtes(cover)},
     ${GAP_CTES},
     ${OVERLAP_CTES},
     sheet as materialized (
       select e.box as box, greatest(st_xmax(e.box) - st_xmin(e.box), st_ymax(e.box) - st_ymin(e.box), 1e-6) / ${STEPS} as step,
              (select count(*) from child) as n
         from (select st_extent(r.geom) as box from region as r) as e)
     select ${BOX('f.box')} as bbox,
            (select coalesce(json_agg(${DRAWN('r.geom')}), '[]') from region as r) as covered,
            case when f.n <= ${MOST_GRIDS}
                 then (select coalesce(json_agg(${DRAWN('c.geom')}), '[]') from child as c)
                 else '[]' end as grids,
            f.n as count,
            ${FAULTS('gap_piece')} as gaps, (select count(*) from gap_piece as g where g.counts) as "gapCount",
            ${FAULTS('overlap_piece')} as overlaps, (select count(*) from overlap_piece as o where o.counts) as "overlapCount"
       from sheet as f`,
    { ...coverBindings(cover), ...measuredBindings(measured) },
  )
  const { bbox, count, gaps, overlaps } = found
  return {
    bbox,
    covered: drawable(found.covered),
    grids: drawable(found.grids),
    gridsLeftOut: count <= MOST_GRIDS ? 0 : count,
    gaps: gaps.map(faultOf),
    gapsLeftOut: found.gapCount - gaps.length,
    overlaps: overlaps.map(faultOf),
    overlapsLeftOut: found.overlapCount - overlaps.length,
  }
}
