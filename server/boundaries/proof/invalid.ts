/** Shapes that are none (图形无效), in PostGIS's words and with the place. The register's are valid by a constraint; what a draft holds is asked. */
import { type Connection, rows } from '../../db/database.ts'
import type { Faces } from '../faces.ts'
import { type Found, fault } from './found.ts'

type Detail = { faceId: number; depth: number; reason: string; lon: number | null; lat: number | null }

/** Of all faces that no constraint has checked. */
export const findInvalid = async (db: Connection, { unchecked }: Faces): Promise<Found[]> => {
  if (unchecked === undefined) return []
  const found = await rows<Detail>(
    db,
    `select f.face_id as "faceId", f.depth as depth, v.reason as reason, st_x(v.location) as lon, st_y(v.location) as lat
       from (${unchecked.sql}) as f
      cross join lateral st_isvaliddetail(f.geom) as v
      where not v.valid`,
    unchecked.bindings,
  )
  return found.map(({ faceId, depth, reason, lon, lat }) =>
    fault({
      kind: 'invalid',
      depth,
      faces: [faceId],
      about: reason,
      detail: reason,
      place: lon === null || lat === null ? null : [lon, lat],
    }),
  )
}
