/** Ground that only the level below holds: whose grids stand on a gap, and which ground outside a parent no other grid beside it has. */
import { type Connection, rows } from '../../db/database.ts'
import { intersection } from '../../grids/overlay.ts'
import type { FaceRef } from '../../shared/proof.ts'
import { type Faces, facesMeeting } from '../faces.ts'
import type { Identified } from './identify.ts'
import { ISSUE_SHAPES, issueShapes } from './issue-shapes.ts'
import { usable } from './overlay.ts'

/** By issue: the grid, within the gap's parent, whose own children hold more than half of the gap. */
export const findHeldBelow = async (
  db: Connection,
  faces: Faces,
  { gaps, invalid }: { gaps: readonly Identified[]; invalid: readonly number[] },
): Promise<ReadonlyMap<string, FaceRef>> => {
  if (gaps.length === 0) return new Map()
  const found = await rows<FaceRef & { issue: string }>(
    db,
    `select n.issue as issue, h.id as id, h.depth as depth, h.code as code, h.name as name
       from ${ISSUE_SHAPES} as n
      cross join lateral (
            select k.parent_id as id, sum(st_area(${intersection('n.geom', usable('k'))})) as held
              from ${facesMeeting(faces, 'n.geom', 'n.depth + 1', 'k')}
             group by k.parent_id
             order by held desc, id
             limit 1) as b
      cross join lateral (
            select f.face_id as id, f.depth, f.code, f.name
              from (${faces.sql}) as f
             where f.face_id = b.id
               and f.depth = n.depth
               and (f.parent_id = n.parent_id or n.parent_id is null)) as h
      where 2 * b.held > st_area(n.geom)`,
    { ...faces.bindings, invalid, ...issueShapes(gaps) },
  )
  return new Map(found.map(({ issue, ...holder }) => [issue, holder]))
}

/** What rounding leaves along a border is not held by anybody. */
const FREE_SHARE = 0.99

/** Issues of ground outside a parent that is nobody's else on the parent's level. */
export const findFreeAbove = async (
  db: Connection,
  faces: Faces,
  { outside, invalid }: { outside: readonly Identified[]; invalid: readonly number[] },
): Promise<ReadonlySet<string>> => {
  if (outside.length === 0) return new Set()
  const found = await rows<{ issue: string }>(
    db,
    `select n.issue as issue
       from ${ISSUE_SHAPES} as n
      cross join lateral (
            select coalesce(sum(st_area(${intersection('n.geom', usable('p'))})), 0) as held
              from ${facesMeeting(faces, 'n.geom', 'n.depth - 1', 'p')}) as b
      where b.held <= ${1 - FREE_SHARE} * st_area(n.geom)`,
    { ...faces.bindings, invalid, ...issueShapes(outside) },
  )
  return new Set(found.map(({ issue }) => issue))
}
