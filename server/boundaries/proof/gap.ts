/** Ground of a parent that none of its children holds (缝隙), always against the parent itself; on the first level, which has none, the holes in the union of all. */

import { difference, polygonsOf, union } from '../../grids/overlay.ts'
import { type AreaPart, measureParts, type Overlay } from './area-parts.ts'
import { usable } from './overlay.ts'

const piecesOf = (shape: string): string => `${polygonsOf(shape)} as d`
const PART = 'coalesce(d.path[1], 1)'

/** Of the children of these parents: the parent is the part's face. */
export const findGaps = (overlay: Overlay, depth: number, parents: readonly number[]): Promise<AreaPart[]> =>
  measureParts(
    overlay,
    `select p.face_id as face_id, null::bigint as other_id, ${PART} as part, d.geom as geom
       from (select c.parent_id as parent_id, ${union('c.geom')} as geom
               from (select f.parent_id, ${usable('f')} as geom
                       from (${overlay.faces.sql}) as f
                      where f.parent_id = any (:parents::bigint[])
                        and f.depth = :depth::int) as c
              group by c.parent_id) as u
       join (select f.face_id, ${usable('f')} as geom
               from (${overlay.faces.sql}) as f
              where f.face_id = any (:parents::bigint[])) as p on p.face_id = u.parent_id
      cross join lateral ${piecesOf(difference('p.geom', 'u.geom'))}`,
    { depth, parents },
  )

/** Holes in the union of the first level: nobody's ground, though grids lie all around it. */
export const findHoles = (overlay: Overlay): Promise<AreaPart[]> =>
  measureParts(
    overlay,
    `select null::bigint as face_id, null::bigint as other_id, ${PART} as part, d.geom as geom
       from (select ${union(usable('f'))} as geom
               from (${overlay.faces.sql}) as f
              where f.depth = 1
                and f.parent_id is null) as u
      cross join lateral (select ${union('st_makepolygon(st_exteriorring(s.geom))')} as geom
                            from st_dump(u.geom) as s) as filled
      cross join lateral ${piecesOf(difference('filled.geom', 'u.geom'))}`,
    {},
  )
