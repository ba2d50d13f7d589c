/** Orphan ground: what grids of one level hold and their parts in the level below do not. Grids that are not divided have none. EPSG:4490. */

import { registeredFaces } from '../boundaries/faces.ts'
import { type Connection, rows } from '../db/database.ts'
import { difference, polygonsOf, union } from '../grids/overlay.ts'

/** Polygon as hex EWKB. */
export type Piece = { readonly parentId: number; readonly geom: string }

export type GroundAsked = {
  readonly schemeId: number
  readonly depth: number
  /** Only in these grids of the level above; null means all. */
  readonly parentIds: readonly number[] | null
}

/** First without the grid's own parts, which finds few pieces; then without others that reach over its border. */
export const listOrphanGround = (
  db: Connection,
  { schemeId, depth, parentIds }: GroundAsked,
): Promise<Piece[]> => {
  const { sql, bindings } = registeredFaces(schemeId)
  return rows<Piece>(
    db,
    `with face as materialized (${sql}),
     divided as materialized (
       select c.parent_id as parent_id, ${union('c.geom')} as geom
         from face as c
        where c.depth = :depth::int
          and c.parent_id is not null
          and (:parentIds::bigint[] is null or c.parent_id = any (:parentIds::bigint[]))
        group by c.parent_id),
     piece as materialized (
       select p.face_id as parent_id, q.geom as geom
         from divided as d
         join face as p on p.face_id = d.parent_id
        cross join lateral ${polygonsOf(difference('p.geom', 'd.geom'))} as q),
     trespassing as materialized (
       select q.parent_id as parent_id, q.geom as geom, ${union('o.geom')} as held
         from piece as q
         left join face as o
           on o.depth = :depth::int
          and o.parent_id is distinct from q.parent_id
          and o.geom && q.geom
          and st_relate(o.geom, q.geom, '2********')
        group by q.parent_id, q.geom)
     select t.parent_id as "parentId", q.geom::text as geom
       from trespassing as t
      cross join lateral ${polygonsOf(`case when t.held is null then t.geom else ${difference('t.geom', 't.held')} end`)} as q`,
    { ...bindings, depth, parentIds },
  )
}
