/** Parcels beside the ground as it is: which of them strayed from it, what of it is free of them, and which pieces are still the same. */
import { readTolerances } from '../boundaries/tolerances.ts'
import { type Connection, rows } from '../db/database.ts'
import { getMetricSrid } from '../district/metric-system.ts'
import { difference, polygonsOf, STEP, union } from '../grids/overlay.ts'
import type { Tolerances } from '../shared/proof.ts'
import { measureOf } from './measure.ts'
import type { GroundAsked, Piece } from './orphan-ground.ts'

export type Measures = Pick<Tolerances, 'areaM2' | 'widthM'> & { readonly srid: number }

export const readMeasures = async (db: Connection, schemeId: number): Promise<Measures> => ({
  ...(await readTolerances(db, schemeId)),
  srid: await getMetricSrid(db),
})

/** Of `parcel as p`: neither settled nor withdrawn, in the grids asked about. */
const ASKED = `
  p.scheme_id = :schemeId::int
  and p.depth = :depth::int
  and p.settled_at is null
  and p.withdrawn_at is null
  and (:parentIds::bigint[] is null or p.parent_id = any (:parentIds::bigint[]))`

/** Of `parcel as p`: more than found. */
const WORKED_ON = `
  (p.source <> 'found'
   or exists (select from parcel_claim as c where c.parcel_id = p.id and c.ended_at is null)
   or exists (select from parcel_ruling as r where r.parcel_id = p.id and r.decision <> 'reject')
   or exists (select from parcel_evidence as e where e.parcel_id = p.id)
   or exists (select from meeting_parcel as mp join meeting as m on m.id = mp.meeting_id and m.closed_at is null
               where mp.parcel_id = p.id))`

/** A table of polygons from lists, as `alias (parent_id, geom)`. */
const givenAs = (alias: string): string =>
  `${alias} as materialized (
     select g.parent_id as parent_id, g.geom::geometry as geom
       from unnest(:parents::bigint[], :geoms::text[]) as g (parent_id, geom))`
const listsOf = (pieces: readonly Piece[]) => ({
  parents: pieces.map(({ parentId }) => parentId),
  geoms: pieces.map(({ geom }) => geom),
})

/**
 * True where two shapes differ by a piece above the tolerances. Their areas may differ by more: an edge of two kilometres that got a vertex is another line once
 * it is projected.
 */
const differ = (overlay: string): string => `
  exists (
    select from ${polygonsOf(overlay)} as o
     cross join ${measureOf('o.geom', 'om')}
     where om.counts)`

/** Parcels worked on whose ground is, in part, no longer nobody's. */
export const listStrayed = (
  trx: Connection,
  asked: GroundAsked,
  pieces: readonly Piece[],
  { srid, areaM2, widthM }: Measures,
): Promise<{ id: number }[]> =>
  rows(
    trx,
    `with ${givenAs('ground')},
     judged as materialized (
       select p.id as id, p.geom as geom, ${union('g.geom')} as ground
         from parcel as p
         left join ground as g on g.parent_id = p.parent_id and g.geom && p.geom
        where ${ASKED}
          and ${WORKED_ON}
        group by p.id, p.geom)
     select j.id as id
       from judged as j
      where j.ground is null
         or ${differ(difference('j.geom', 'j.ground'))}`,
    { ...asked, ...listsOf(pieces), srid, areaM2, widthM },
  )

export type MeasuredPiece = Piece & { readonly areaM2: number; readonly widthM: number }
type FreePiece = MeasuredPiece & { readonly counts: boolean }

/** Ground without the parcels that are worked on, measured. */
export const listFreeGround = (
  trx: Connection,
  asked: GroundAsked,
  pieces: readonly Piece[],
  { srid, areaM2, widthM }: Measures,
): Promise<FreePiece[]> =>
  rows(
    trx,
    `with ${givenAs('ground')},
     taken as materialized (
       select p.parent_id as parent_id, p.geom as geom from parcel as p where ${ASKED} and ${WORKED_ON}),
     cut as materialized (
       select g.parent_id as parent_id, g.geom as geom, ${union('t.geom')} as taken
         from ground as g
         left join taken as t on t.parent_id = g.parent_id and t.geom && g.geom
        group by g.parent_id, g.geom),
     free as materialized (
       select c.parent_id as parent_id, q.geom as geom
         from cut as c
        cross join lateral ${polygonsOf(`case when c.taken is null then c.geom else ${difference('c.geom', 'c.taken')} end`)} as q)
     select f.parent_id as "parentId", f.geom::text as geom, q.area_m2 as "areaM2", q.width_m as "widthM", q.counts as counts
       from free as f
      cross join ${measureOf('f.geom', 'q')}
      order by q.area_m2 desc, f.geom::text`,
    { ...asked, ...listsOf(pieces), srid, areaM2, widthM },
  )

/** Which of the pieces is a found parcel's ground: the same but for what is tolerated. `no` counts the pieces from 1. */
export const listSame = (
  trx: Connection,
  asked: GroundAsked,
  pieces: readonly MeasuredPiece[],
  { srid, areaM2, widthM }: Measures,
): Promise<{ id: number; no: number | null }[]> =>
  rows(
    trx,
    `with piece as materialized (
       select g.no as no, g.parent_id as parent_id, g.geom::geometry as geom
         from unnest(:parents::bigint[], :geoms::text[]) with ordinality as g (parent_id, geom, no))
     select p.id as id, q.no as no
       from parcel as p
       left join lateral (
            select g.no as no
              from piece as g
             where g.parent_id = p.parent_id
               and g.geom && p.geom
               and st_intersects(g.geom, p.geom)
               and not ${differ(`st_symdifference(p.geom, g.geom, ${STEP})`)}
             order by g.no
             limit 1) as q on true
      where ${ASKED}
        and not ${WORKED_ON}`,
    { ...asked, ...listsOf(pieces), srid, areaM2, widthM },
  )
