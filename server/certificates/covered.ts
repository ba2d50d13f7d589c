/**
 * What a certificate speaks of, over the relation of faces: `region`, the grids that are covered (the one named, else all of the level above), and `child`, the
 * grids of the level below each of them. Nothing here is asked of the tables, so that a draft could be certified in the same way.
 */
import type { Faces } from '../boundaries/faces.ts'

export type Cover = {
  readonly faces: Faces
  readonly depth: number
  /** At any level above; null means all grids of the level above. */
  readonly parentId: number | null
}

/** Behind `with recursive`. */
export const coverCtes = ({ faces }: Cover): string => `
  face as materialized (${faces.sql}),
  region as materialized (
    select f.face_id as face_id, f.code as code, f.parent_id as parent_id, f.depth as depth, f.geom as geom
      from face as f
     where case when :parentId::bigint is null then f.depth = :depth::int - 1 else f.face_id = :parentId::bigint end),
  below as (
    select r.face_id as region_id, r.face_id as face_id, r.depth as depth
      from region as r
     union all
    select b.region_id, f.face_id, f.depth
      from below as b
      join face as f on f.parent_id = b.face_id and f.depth > b.depth and f.depth <= :depth::int),
  child as materialized (
    select b.region_id as region_id, f.face_id as face_id, f.code as code, f.parent_id as parent_id, f.geom as geom
      from below as b
      join face as f on f.face_id = b.face_id
     where f.depth = :depth::int)`

export const coverBindings = ({ faces, depth, parentId }: Cover): Record<string, unknown> => ({
  ...faces.bindings,
  depth,
  parentId,
})
