/**
 * Who holds the ground of a cover as of an instant. Assigned is the ground of grids for which a unit answers, their own or that of the nearest grid above, as the
 * register answers everywhere; and orphan ground that a village claimed or was given, though no change carries it out yet. Accepted is the same without
 * ground in custody and without claims that nobody has ruled on.
 */

import { inForce } from '../db/as-of.ts'
import { type Connection, one } from '../db/database.ts'
import { intersection, union } from '../grids/overlay.ts'
import { GAP_CTES, type Measured, measuredBindings } from './cover-figures.ts'
import { type Cover, coverBindings, coverCtes } from './covered.ts'

export type Tenure = {
  readonly unansweredM2: number
  readonly claimedM2: number
  readonly acceptedM2: number
  readonly custodyM2: number
}

/** Ground of a set of parcels inside another set of shapes, in m²: overlaps count once. */
const sharedM2 = (parcels: string, shapes: string): string => `
  coalesce((
    select st_area(st_transform(st_collectionextract(${intersection('a.geom', 'b.geom')}, 3), :srid::int))
      from (select ${union('p.geom')} as geom from (${parcels}) as p) as a
     cross join (select ${union('s.geom')} as geom from (${shapes}) as s) as b), 0)`

const GAPS = 'select g.geom as geom from gap_piece as g where g.counts'
const HELD = 'select c.geom as geom from child as c'

/** Parcels of this level and those above it: a strip between villages is in none of the grids below them either. */
const parcelCtes = `
  standing as materialized (
    select p.id as id, p.geom as geom, p.settled_at <= :at::timestamptz as settled,
           p.settled_at <= :at::timestamptz and coalesce(p.accepted_at, 'infinity') > :at::timestamptz as custody
      from parcel as p
     where p.scheme_id = :schemeId::int
       and p.depth <= :depth::int
       and p.made_at <= :at::timestamptz
       and coalesce(p.withdrawn_at, 'infinity') > :at::timestamptz
       and exists (select from region as r where r.geom && p.geom)),
  waiting as materialized (
    select s.id as id, s.geom as geom,
           exists (select from parcel_ruling as r where r.parcel_id = s.id and r.decision = 'accept' and r.at <= :at::timestamptz) as accepted
      from standing as s
     where s.settled is not true
       and (exists (select from parcel_ruling as r where r.parcel_id = s.id and r.decision <> 'reject' and r.at <= :at::timestamptz)
            or exists (select from parcel_claim as c
                        where c.parcel_id = s.id
                          and c.at <= :at::timestamptz
                          and coalesce(c.ended_at, 'infinity') > :at::timestamptz)))`

/** `at` binds everything: units, parcels, claims and rulings are those of that instant. */
export const coverTenure = (
  db: Connection,
  cover: Cover,
  measured: Measured,
  { schemeId, at }: { schemeId: number; at: string },
): Promise<Tenure> =>
  one<Tenure>(
    db,
    `with recursive ${coverCtes(cover)},
     ${GAP_CTES},
     answered as (
       select gu.grid_id as face_id
         from grid_unit as gu
        where ${inForce('gu', at)}
        union
       select f.face_id
         from answered as a
         join face as f on f.parent_id = a.face_id),
     unanswered as materialized (
       select c.region_id as region_id, ${union('c.geom')} as geom
         from child as c
        where c.face_id not in (select a.face_id from answered as a)
        group by c.region_id),
     ${parcelCtes}
     select coalesce((select sum(st_area(st_transform(st_collectionextract(${intersection('u.geom', 'r.geom')}, 3), :srid::int)))
                        from unanswered as u
                        join region as r on r.face_id = u.region_id), 0) as "unansweredM2",
            ${sharedM2('select w.geom from waiting as w', GAPS)} as "claimedM2",
            ${sharedM2('select w.geom from waiting as w where w.accepted', GAPS)} as "acceptedM2",
            ${sharedM2('select s.geom from standing as s where s.custody', HELD)} as "custodyM2"`,
    { ...coverBindings(cover), ...measuredBindings(measured), schemeId, at },
  )
