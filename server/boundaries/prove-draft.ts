/** The proof of a draft: of the ground that it touches, or of its whole scheme as the draft would have it. Issues that the register has already are told as standing. */

import { type Connection, rows } from '../db/database.ts'
import { getMetricSrid } from '../district/metric-system.ts'
import type { Proof } from '../shared/proof.ts'
import { type DraftRef, draftFaces, registeredFaces } from './faces.ts'
import { prove } from './proof/prove.ts'
import { readTolerances } from './tolerances.ts'

/** Grids that the draft changed or ended, and every grid that is or was their parent: all that can have become wrong. */
const touchedScope = async (
  db: Connection,
  { id, head }: DraftRef,
): Promise<{ parents: (number | null)[]; faces: number[] }> => {
  const found = await rows<{ id: number; parents: (number | null)[] }>(
    db,
    `select f.face_id as id, array_agg(distinct p.parent_id) as parents
       from change_face as f
       left join change_base as b on b.change_id = f.change_id and b.face_id = f.face_id
       left join grid_version as v on v.id = b.version_id
      cross join lateral (values (f.parent_id), (v.parent_id)) as p (parent_id)
      where f.change_id = :id::bigint and f.from_op <= :head::int and coalesce(f.to_op, 2147483647) > :head::int
        and (p.parent_id is not null or f.depth = 1)
      group by f.face_id`,
    { id, head },
  )
  const faces = found.map((face) => face.id)
  const above = found.flatMap(({ parents }) => parents)
  return { faces, parents: [...new Set([...above, ...faces])] }
}

export const proveDraft = async (
  db: Connection,
  draft: DraftRef,
  scope: 'touched' | 'scheme',
): Promise<Proof> =>
  prove(db, draftFaces(draft), {
    schemeId: draft.schemeId,
    metricSrid: await getMetricSrid(db),
    tolerances: await readTolerances(db, draft.schemeId),
    scope: scope === 'scheme' ? 'all' : await touchedScope(db, draft),
    base: registeredFaces(draft.schemeId),
  })
