/** Ground that two grids of a level hold (重叠), whether they have the same parent or not. One finding a pair: what resolves it resolves all of its places. */
import { intersection, polygonsOf } from '../../grids/overlay.ts'
import { facesMeeting } from '../faces.ts'
import { type AreaPart, measureParts, type Overlay } from './area-parts.ts'
import { usable } from './overlay.ts'

/**
 * `suspects` are compared with every face of the depth that they can meet; `trusted`, whose siblings are known to lie beside them, only with others' children.
 */
export const findOverlaps = (
  overlay: Overlay,
  depth: number,
  { suspects, trusted }: { suspects: readonly number[]; trusted: readonly number[] },
): Promise<AreaPart[]> =>
  measureParts(
    overlay,
    `select least(n.face_id, n.other_id) as face_id, greatest(n.face_id, n.other_id) as other_id, 1 as part, d.geom as geom
       from (select f.face_id as face_id, g.face_id as other_id, ${usable('f')} as geom, ${usable('g')} as other
               from (${overlay.faces.sql}) as f
              cross join ${facesMeeting(overlay.faces, 'f.geom', ':depth::int', 'g')}
              where f.depth = :depth::int
                and f.face_id = any (:compared::bigint[])
                and g.face_id <> f.face_id
                and (g.face_id > f.face_id or g.face_id <> all (:compared::bigint[]))
                and (f.face_id = any (:suspects::bigint[])
                     or g.face_id = any (:suspects::bigint[])
                     or g.parent_id is distinct from f.parent_id)) as n
      cross join lateral ${polygonsOf(intersection('n.geom', 'n.other'))} as d
      where st_relate(n.geom, n.other, '2********')`,
    { depth, suspects, compared: [...suspects, ...trusted] },
  )
