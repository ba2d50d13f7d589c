/** What an edit of a draft answers: the faces that it changed, with their areas before and after, those that are gone, and the issues left. */
import { type Connection, rows } from '../db/database.ts'
import type { Edited, Face } from '../shared/boundaries.ts'
import type { FaceRef } from '../shared/proof.ts'
import type { Draft } from './draft.ts'
import type { Edit } from './edit-draft.ts'
import { type DraftRef, draftFaces } from './faces.ts'
import { proveDraft } from './prove-draft.ts'

/** Faces as the client draws them, exact. `where` is about `f`. */
export const listDrawnFaces = async (
  db: Connection,
  draft: DraftRef,
  where: string,
  bindings: Readonly<Record<string, unknown>>,
  limit: number,
): Promise<Face[]> => {
  const faces = draftFaces(draft)
  return rows<Face>(
    db,
    `select f.face_id as "id", f.depth as "depth", f.code as "code", f.name as "name", f.parent_id as "parentId", f.area_m2 as "areaM2",
            st_asgeojson(f.geom, 15)::json as "geometry",
            exists (select from change_face as c
                     where c.change_id = :changeId::bigint and c.face_id = f.face_id and c.from_op <= :head::int
                       and coalesce(c.to_op, 2147483647) > :head::int) as "changed"
       from (${faces.sql}) as f
      where ${where}
      order by f.depth, f.code, f.face_id
      limit :limit::int`,
    { ...faces.bindings, changeId: draft.id, head: draft.head, ...bindings, limit },
  )
}

/** Faces that differ between two heads: operations in between have written them. */
const touchedBetween = async (db: Connection, { before, after }: Edit): Promise<number[]> => {
  const [from, to] = [Math.min(before.head, after.head), Math.max(before.head, after.head)]
  // A replay ends at the same number, and may have changed everything.
  const found = await rows<{ id: number }>(
    db,
    `select distinct f.face_id as id
       from change_face as f
      where f.change_id = :changeId::bigint
        and f.from_op > :from::int and f.from_op <= :to::int`,
    { changeId: after.id, from: from === to ? 0 : from, to },
  )
  return found.map(({ id }) => id)
}

const refs = (db: Connection, draft: Draft, ids: readonly number[]) => {
  const faces = draftFaces(draft)
  return rows<FaceRef & { areaM2: number }>(
    db,
    `select f.face_id as "id", f.depth as "depth", f.code as "code", f.name as "name", f.area_m2 as "areaM2"
       from (${faces.sql}) as f
      where f.face_id = any (:ids::bigint[])`,
    { ...faces.bindings, ids },
  )
}

export const answerEdit = async (db: Connection, edit: Edit): Promise<Edited> => {
  const { before, after } = edit
  const ids = await touchedBetween(db, edit)
  const stood = new Map((await refs(db, before, ids)).map((face) => [face.id, face]))
  const faces = await listDrawnFaces(db, after, 'f.face_id = any (:ids::bigint[])', { ids }, ids.length)
  const stands = new Set(faces.map(({ id }) => id))
  const { issues, levels } = await proveDraft(db, after, 'touched')
  const { redoable } = (
    await rows<{ redoable: number }>(
      db,
      `select count(*) as redoable from change_operation as o where o.change_id = :id::bigint and o.no > :head::int`,
      { id: after.id, head: after.head },
    )
  )[0] ?? { redoable: 0 }
  return {
    revision: after.revision,
    head: after.head,
    redoable,
    faces: faces.map((face) => {
      const was = stood.get(face.id)
      const renamed = was && (was.code !== face.code || was.name !== face.name)
      return {
        ...face,
        areaBeforeM2: was?.areaM2 ?? null,
        namedBefore: renamed ? { code: was.code, name: was.name } : null,
      }
    }),
    gone: [...stood.values()].filter(({ id }) => !stands.has(id)).map(({ areaM2: _, ...face }) => face),
    issues,
    levels,
  }
}
