/** Changes: drafts and what is done on them. */
import { type Connection, rows } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { pageById, readIdCursor } from '../http/cursor.ts'
import type { Handler } from '../http/route.ts'
import type * as contract from '../shared/boundaries.contract.ts'
import { answerEdit, listDrawnFaces } from './answer-edit.ts'
import { changeCard } from './change-card.ts'
import { listChangesBefore } from './changes.queries.ts'
import { type Draft, getDraft, lockChange } from './draft.ts'
import { addOperation, type Edit, redoOperation, replayOperations, undoOperation } from './edit-draft.ts'
import { openChange } from './open-change.ts'
import { proveDraft } from './prove-draft.ts'
import { addComment, tellPresence } from './remarks.ts'

/** As many exact shapes as a browser edits at ease. */
const MOST_FACES = 1_000

export const answerListChanges: Handler<typeof contract.listChanges> = async (
  { db },
  { query: { limit, cursor, ...filter } },
) => {
  const { found, total } = await listChangesBefore(db, filter, {
    before: readIdCursor(cursor),
    limit: limit + 1,
  })
  return { ...pageById(found, limit), total }
}

export const answerCreateChange: Handler<typeof contract.createChange> = async ({ db }, { body, actor }) => {
  const id = await db.transaction((trx) => openChange(trx, actor, body))
  return changeCard(db, actor, id)
}

export const answerGetChange: Handler<typeof contract.getChange> = ({ db }, { params: { id }, actor }) =>
  changeCard(db, actor, id)

export const answerUpdateChange: Handler<typeof contract.updateChange> = async (
  { db },
  { params: { id }, body, actor },
) => {
  await db.transaction(async (trx) => {
    await lockChange(trx, id, { states: ['draft'], revision: null })
    await rows(
      trx,
      `update change as c
          set title = coalesce(:title::text, c.title), description = coalesce(:description::text, c.description)
        where c.id = :id::bigint`,
      { id, title: body.title ?? null, description: body.description ?? null },
    )
    await endWrite(trx, actor, { action: 'change.update', entity: 'change', entityId: id, after: body })
  })
  return changeCard(db, actor, id)
}

type Editor = (trx: Connection, actor: Actor, id: number) => Promise<Edit>

/** The answer is read in the transaction of the edit: it tells of this edit and of no later one. */
const edit = (db: Connection, actor: Actor, id: number, editor: Editor) =>
  db.transaction(async (trx) => answerEdit(trx, await editor(trx, actor, id)))

export const answerAddOperation: Handler<typeof contract.addOperation> = ({ db }, { params, body, actor }) =>
  edit(db, actor, params.id, (trx, by, id) => addOperation(trx, by, id, body))
export const answerUndoOperation: Handler<typeof contract.undoOperation> = (
  { db },
  { params, body, actor },
) => edit(db, actor, params.id, (trx, by, id) => undoOperation(trx, by, id, body.revision))
export const answerRedoOperation: Handler<typeof contract.redoOperation> = (
  { db },
  { params, body, actor },
) => edit(db, actor, params.id, (trx, by, id) => redoOperation(trx, by, id, body.revision))
export const answerReplayOperations: Handler<typeof contract.replayOperations> = (
  { db },
  { params, body, actor },
) => edit(db, actor, params.id, (trx, by, id) => replayOperations(trx, by, id, body.revision))

export const answerListFaces: Handler<typeof contract.listFaces> = async (
  { db },
  { params: { id }, query: { bbox, depth, base } },
) => {
  const draft: Draft = await getDraft(db, id)
  const [west, south, east, north] = bbox
  const faces = await listDrawnFaces(
    db,
    base ? { ...draft, head: 0 } : draft,
    `f.geom && st_makeenvelope(:west::float8, :south::float8, :east::float8, :north::float8, 4490)
       and (:depth::int is null or f.depth = :depth::int)`,
    { west, south, east, north, depth: depth ?? null },
    MOST_FACES + 1,
  )
  return {
    faces: faces.slice(0, MOST_FACES),
    cutOff: Math.max(0, faces.length - MOST_FACES),
    revision: draft.revision,
  }
}

export const answerProveChange: Handler<typeof contract.proveChange> = async (
  { db },
  { params: { id }, query: { scope } },
) => proveDraft(db, await getDraft(db, id), scope)

export const answerAddComment: Handler<typeof contract.addComment> = async (
  { db },
  { params: { id }, body, actor },
) => {
  await getDraft(db, id)
  await db.transaction((trx) => addComment(trx, actor, id, body))
  return changeCard(db, actor, id)
}

export const answerTellPresence: Handler<typeof contract.tellPresence> = async (
  { db },
  { params: { id }, body, actor },
) => {
  if (actor.accountId !== null) await tellPresence(db, actor, id, body.editing)
  return undefined
}
