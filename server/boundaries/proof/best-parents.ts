/** Which grid of the level above holds most of a grid: where it could be hung. */

import { type Connection, rows } from '../../db/database.ts'
import { intersection } from '../../grids/overlay.ts'
import type { FaceRef } from '../../shared/proof.ts'
import { type Faces, facesMeeting } from '../faces.ts'
import { usable } from './overlay.ts'

export const findBestParents = async (
  db: Connection,
  faces: Faces,
  { ids, invalid }: { ids: readonly number[]; invalid: readonly number[] },
): Promise<ReadonlyMap<number, FaceRef>> => {
  if (ids.length === 0) return new Map()
  const found = await rows<FaceRef & { of: number }>(
    db,
    `select f.face_id as of, b.id as id, b.depth as depth, b.code as code, b.name as name
       from (${faces.sql}) as f
      cross join lateral (
            select h.id, h.depth, h.code, h.name
              from (select p.face_id as id, p.depth, p.code, p.name,
                           st_area(${intersection(usable('f'), usable('p'))}) as held
                      from ${facesMeeting(faces, 'f.geom', 'f.depth - 1', 'p')}) as h
             where h.held > 0
             order by h.held desc, h.id
             limit 1) as b
      where f.face_id = any (:ids::bigint[])`,
    { ...faces.bindings, ids, invalid },
  )
  return new Map(found.map(({ of, id, depth, code, name }) => [of, { id, depth, code, name }]))
}
