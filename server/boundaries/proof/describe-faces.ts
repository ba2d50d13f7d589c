/** Faces as an issue names them, with a point and a box to show them by. [lon, lat], EPSG:4490. */
import { type Connection, rows } from '../../db/database.ts'
import type { FaceRef } from '../../shared/proof.ts'
import type { Faces } from '../faces.ts'
import { usable } from './overlay.ts'

export type Described = {
  readonly ref: FaceRef
  readonly parentId: number | null
  readonly areaM2: number
  readonly place: [number, number]
  readonly bbox: [number, number, number, number]
}

/** The place lies on the shape; of one that has no ground, on its first corner. */
export const describeFaces = async (
  db: Connection,
  faces: Faces,
  { ids, invalid }: { ids: readonly number[]; invalid: readonly number[] },
): Promise<ReadonlyMap<number, Described>> => {
  if (ids.length === 0) return new Map()
  const found = await rows<
    FaceRef & Pick<Described, 'parentId' | 'areaM2' | 'bbox'> & { lon: number; lat: number }
  >(
    db,
    `select f.face_id as id, f.depth as depth, f.code as code, f.name as name, f.parent_id as "parentId", f.area_m2 as "areaM2",
            st_x(p.place) as lon, st_y(p.place) as lat,
            array[st_xmin(f.geom), st_ymin(f.geom), st_xmax(f.geom), st_ymax(f.geom)] as bbox
       from (${faces.sql}) as f
      cross join lateral (select ${usable('f')} as geom offset 0) as u
      cross join lateral (select case when st_isempty(u.geom)
                                      then st_pointn(st_exteriorring(st_geometryn(f.geom, 1)), 1)
                                      else st_pointonsurface(u.geom) end as place offset 0) as p
      where f.face_id = any (:ids::bigint[])`,
    { ...faces.bindings, ids, invalid },
  )
  return new Map(
    found.map(({ id, depth, code, name, parentId, areaM2, lon, lat, bbox }) => [
      id,
      { ref: { id, depth, code, name }, parentId, areaM2, place: [lon, lat], bbox },
    ]),
  )
}
