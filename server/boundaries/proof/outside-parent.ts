/** Ground of a grid that its parent does not hold (超出上级). One finding a grid. */
import { difference, polygonsOf } from '../../grids/overlay.ts'
import { type AreaPart, measureParts, type Overlay } from './area-parts.ts'
import { usable } from './overlay.ts'

export const findOutside = (
  overlay: Overlay,
  depth: number,
  parents: readonly number[],
): Promise<AreaPart[]> =>
  measureParts(
    overlay,
    `select n.face_id as face_id, null::bigint as other_id, 1 as part, d.geom as geom
       from (select f.face_id as face_id, ${usable('f')} as geom, ${usable('p')} as parent
               from (${overlay.faces.sql}) as f
               join (${overlay.faces.sql}) as p on p.face_id = f.parent_id and p.face_id = any (:parents::bigint[])
              where f.parent_id = any (:parents::bigint[])
                and f.depth = :depth::int) as n
      cross join lateral ${polygonsOf(difference('n.geom', 'n.parent'))} as d
      where not st_coveredby(n.geom, n.parent)`,
    { depth, parents },
  )
