/** Who lies along a gap, and with how much border: those who could take it, within the same parent. Lengths in m of the metric system. */

import { type Connection, rows } from '../../db/database.ts'
import { COORDINATE_STEP } from '../../grids/coordinate-step.ts'
import { intersection } from '../../grids/overlay.ts'
import type { FaceRef, ProofIssue } from '../../shared/proof.ts'
import { type Faces, facesMeeting } from '../faces.ts'
import type { Identified } from './identify.ts'
import { ISSUE_SHAPES, issueShapes } from './issue-shapes.ts'
import { usable } from './overlay.ts'

export type Neighbour = ProofIssue['neighbours'][number]
type Row = FaceRef & { issue: string; sharedM: number }

/** The longest border first; of a gap that touches nobody, the nearest. */
export const listNeighbours = async (
  db: Connection,
  faces: Faces,
  {
    gaps,
    invalid,
    metricSrid,
  }: { gaps: readonly Identified[]; invalid: readonly number[]; metricSrid: number },
): Promise<ReadonlyMap<string, Neighbour[]>> => {
  const lists = new Map<string, Neighbour[]>()
  const ask = async (of: readonly Identified[], chosen: string): Promise<void> => {
    if (of.length === 0) return
    const found = await rows<Row>(
      db,
      `select n.issue as issue, b.id as id, b.depth as depth, b.code as code, b.name as name, b.shared_m as "sharedM"
         from ${ISSUE_SHAPES} as n
        cross join lateral (${chosen}) as b
        order by n.issue, b.shared_m desc, b.id`,
      {
        ...faces.bindings,
        invalid,
        metricSrid,
        ...issueShapes(of),
      },
    )
    for (const { issue, ...neighbour } of found) lists.set(issue, [...(lists.get(issue) ?? []), neighbour])
  }
  const child = '(f.parent_id = n.parent_id or n.parent_id is null)'
  const border = (shape: string): string => `st_boundary(${shape})`
  await ask(
    gaps,
    `select t.face_id as id, t.depth as depth, t.code as code, t.name as name, t.shared_m as shared_m
       from (select f.face_id, f.depth, f.code, f.name,
                    st_length(st_transform(st_collectionextract(${intersection(border('n.geom'), border(usable('f')))}, 2), :metricSrid::int)) as shared_m
               from ${facesMeeting(faces, `st_expand(n.geom, ${4 * COORDINATE_STEP})`, 'n.depth', 'f')}
              where ${child}
             offset 0) as t
      where t.shared_m > 0`,
  )
  await ask(
    gaps.filter(({ id }) => !lists.has(id)),
    `select f.face_id as id, f.depth as depth, f.code as code, f.name as name, 0::float8 as shared_m
       from (${faces.sql}) as f
      where f.depth = n.depth and ${child}
      order by st_distance(${usable('f')}, n.geom), f.face_id
      limit 1`,
  )
  return lists
}
