/** A parcel that somebody drew or delivered: its shape is clipped to orphan ground on which no other parcel is under review, a parcel for each grid above. */

import { type Connection, one, rows } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import { InvalidInput } from '../errors.ts'
import { intersection, union } from '../grids/overlay.ts'
import type { Said } from '../readers/source.ts'
import { listFreeGround, type MeasuredPiece, type Measures } from './compare-ground.ts'
import { matchGround } from './match-ground.ts'
import { measureOf } from './measure.ts'
import { listOrphanGround } from './orphan-ground.ts'
import { requireReviewer } from './parcel-rights.ts'
import { insertParcels } from './write-parcels.ts'

export type Laid = {
  readonly schemeId: number
  readonly depth: number
  /** Polygons as hex EWKB or GeoJSON, EPSG:4490. */
  readonly shape: string
  readonly source: 'imported' | 'drawn'
  readonly number: string | null
  readonly name: string
}

/** Why a shape gives no parcel. */
export class NothingLaid extends InvalidInput {
  readonly said: Said
  constructor(code: string, said: Said) {
    super(code, said[1], { field: 'geometry' })
    this.said = said
  }
}

const parentsUnder = async (trx: Connection, { schemeId, depth, shape }: Laid): Promise<number[]> => {
  const { reason } = await one<{ reason: string | null }>(
    trx,
    `select case when not st_isvalid(:shape::geometry) then st_isvalidreason(:shape::geometry) end as reason`,
    { shape },
  )
  if (reason !== null)
    throw new NothingLaid('polygon_invalid', [`多边形无效：${reason}`, `The polygon is invalid: ${reason}.`])
  const found = await rows<{ id: number }>(
    trx,
    `select v.grid_id as id
       from grid_version as v
       join level as l on l.id = v.level_id and l.scheme_id = :schemeId::int and l.depth = :depth::int - 1
      where v.valid_to is null
        and v.geom && :shape::geometry
        and st_intersects(v.geom, :shape::geometry)`,
    { schemeId, depth, shape },
  )
  return found.map(({ id }) => id)
}

const clip = (
  trx: Connection,
  shape: string,
  free: readonly MeasuredPiece[],
  { srid, areaM2, widthM }: Measures,
): Promise<MeasuredPiece[]> =>
  rows(
    trx,
    `with free as materialized (
       select g.parent_id as parent_id, ${union('g.geom::geometry')} as geom
         from unnest(:parents::bigint[], :geoms::text[]) as g (parent_id, geom)
        group by g.parent_id),
     clipped as materialized (
       select f.parent_id as parent_id, st_collectionextract(${intersection('f.geom', ':shape::geometry')}, 3) as geom
         from free as f)
     select c.parent_id as "parentId", c.geom::text as geom, q.area_m2 as "areaM2", q.width_m as "widthM"
       from clipped as c
      cross join ${measureOf('c.geom', 'q')}
      where not st_isempty(c.geom)
        and q.counts`,
    { parents: free.map((f) => f.parentId), geoms: free.map((f) => f.geom), shape, srid, areaM2, widthM },
  )

/** In the caller's transaction, which holds the scheme. Throws NothingLaid; Forbidden where it lies outside the area of the account. */
export const layParcel = async (
  trx: Connection,
  actor: Actor,
  laid: Laid,
  measures: Measures,
): Promise<number[]> => {
  const { schemeId, depth, shape } = laid
  const parentIds = await parentsUnder(trx, laid)
  const asked = { schemeId, depth, parentIds }
  const ground = await listOrphanGround(trx, asked)
  const free = await listFreeGround(trx, asked, ground, measures)
  const clipped = await clip(trx, shape, free, measures)
  if (clipped.length === 0) {
    await requireReviewer(trx, actor, parentIds)
    throw new NothingLaid('no_orphan_ground', [
      '这块地都已在网格之内，或在另一块待认领的地块之内，没有无主的部分',
      'Grids of this level, or other parcels under review, hold all of this ground: nothing of it is left over.',
    ])
  }
  const inside = clipped.map(({ parentId }) => parentId)
  await requireReviewer(trx, actor, inside)
  const made = await insertParcels(
    trx,
    actor,
    clipped.map((piece, n) => ({
      ...laid,
      ...piece,
      number: n === 0 ? laid.number : null,
    })),
  )
  // What was found there before is cut anew around it.
  await matchGround(trx, actor, { schemeId, depth, parentIds: inside }, measures)
  return made
}
