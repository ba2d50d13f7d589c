/** Does, undoes and redoes operations of a draft. Each call is one transaction under the change's lock; what it wrote is told by comparing the faces of both heads. */

import { type Connection, first, rows } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { getMetricSrid } from '../district/metric-system.ts'
import { Conflict, GridbookError } from '../errors.ts'
import type { Operation } from '../shared/operations.ts'
import { type Draft, lockChange, requireFacesInArea } from './draft.ts'
import { type DraftFace, listFaces } from './draft-face.ts'
import { draftFaces, type Faces } from './faces.ts'
import { newIds } from './operations/editing.ts'
import { operate } from './operations/operate.ts'
import { spreadNodes } from './spread-nodes.ts'
import { readTolerances } from './tolerances.ts'
import { forgetUndone, writeFaces } from './write-faces.ts'

/** Most grids that one operation may touch: more would hold the lock, and the caller, for minutes. */
const MOST_FACES = 100_000

const setHead = async (trx: Connection, draft: Draft, head: number): Promise<Draft> => {
  await rows(
    trx,
    `update change as c set head = :head::int, revision = c.revision + 1 where c.id = :id::bigint`,
    { id: draft.id, head },
  )
  return { ...draft, head, revision: draft.revision + 1 }
}

const standing = async (
  trx: Connection,
  faces: Faces,
  ids: readonly number[],
): Promise<Map<number, DraftFace>> => {
  const old = ids.filter((id) => id !== 0)
  const found = await listFaces(trx, faces, 'f.face_id = any (:ids::bigint[])', { ids: old })
  return new Map(found.map((face) => [face.id, face]))
}

/** Without lock, rights and audit: what a draft becomes by one more operation. */
const perform = async (
  trx: Connection,
  draft: Draft,
  operation: Operation,
  actor: Actor,
  /** Whose operation it is: of one that is done again, who did it first. */
  by: Pick<Actor, 'accountId' | 'name'> = actor,
): Promise<Draft> => {
  const opNo = draft.head + 1
  const faces = draftFaces(draft)
  const [tolerances, metricSrid] = [await readTolerances(trx, draft.schemeId), await getMetricSrid(trx)]
  const wanted = await operate(
    { trx, schemeId: draft.schemeId, faces, tolerances, metricSrid, newId: newIds(opNo) },
    operation,
  )
  const primary = mergeWrites(wanted)
  if (primary.length > MOST_FACES)
    throw new Conflict('too_many', `This would touch ${primary.length} grids at once; do it in parts.`)
  await requireFacesInArea(
    trx,
    actor,
    primary.map(({ id }) => id),
  )
  const before = await standing(
    trx,
    faces,
    primary.map(({ id }) => id),
  )
  const { writes, noded } = await spreadNodes(trx, faces, before, primary, tolerances.nodeM)
  await forgetUndone(trx, draft.id, draft.head)
  await rows(
    trx,
    `insert into change_operation (change_id, no, kind, params, account_id, actor)
     values (:changeId::bigint, :opNo::int, :kind::text, :params::jsonb, :accountId::bigint, :actor::text)`,
    {
      changeId: draft.id,
      opNo,
      kind: operation.kind,
      params: JSON.stringify(operation),
      accountId: by.accountId,
      actor: by.name,
    },
  )
  await writeFaces(trx, { changeId: draft.id, opNo, metricSrid }, [...writes, ...noded])
  return setHead(trx, draft, opNo)
}

/** A face that an operation names twice is written once, as it named it last. */
const mergeWrites = <T extends { id: number }>(writes: readonly T[]): T[] => [
  ...new Map(writes.map((write) => [write.id, write])).values(),
]

const DRAFT = ['draft'] as const

export type Edit = { readonly before: Draft; readonly after: Draft }

export const addOperation = async (
  trx: Connection,
  actor: Actor,
  changeId: number,
  { revision, operation }: { revision: number | null; operation: Operation },
): Promise<Edit> => {
  const before = await lockChange(trx, changeId, { states: DRAFT, revision })
  const after = await perform(trx, before, operation, actor)
  await endWrite(trx, actor, {
    action: `change.${operation.kind}`,
    entity: 'change',
    entityId: changeId,
    after: operation,
  })
  return { before, after }
}

export const undoOperation = async (
  trx: Connection,
  actor: Actor,
  changeId: number,
  revision: number,
): Promise<Edit> => {
  const before = await lockChange(trx, changeId, { states: DRAFT, revision })
  if (before.head === 0) throw new Conflict('nothing_to_undo', 'Nothing is left to be undone.')
  const after = await setHead(trx, before, before.head - 1)
  await endWrite(trx, actor, {
    action: 'change.undo',
    entity: 'change',
    entityId: changeId,
    before: { operation: before.head },
  })
  return { before, after }
}

export const redoOperation = async (
  trx: Connection,
  actor: Actor,
  changeId: number,
  revision: number,
): Promise<Edit> => {
  const before = await lockChange(trx, changeId, { states: DRAFT, revision })
  const next = await first<{ no: number }>(
    trx,
    `select o.no as no from change_operation as o where o.change_id = :changeId::bigint and o.no = :no::int`,
    { changeId, no: before.head + 1 },
  )
  if (!next) throw new Conflict('nothing_to_redo', 'Nothing is left to be done again.')
  const after = await setHead(trx, before, before.head + 1)
  await endWrite(trx, actor, {
    action: 'change.redo',
    entity: 'change',
    entityId: changeId,
    after: { operation: after.head },
  })
  return { before, after }
}

/** All operations in effect once more, on the register as it is now. Throws Conflict that names the one that no longer works, its number in `field`; then nothing is changed. */
export const replayOperations = async (
  trx: Connection,
  actor: Actor,
  changeId: number,
  revision: number,
): Promise<Edit> => {
  const before = await lockChange(trx, changeId, { states: DRAFT, revision })
  const log = await rows<{ no: number; params: Operation; accountId: number | null; name: string }>(
    trx,
    `select o.no as no, o.params as params, o.account_id as "accountId", o.actor as name
       from change_operation as o
      where o.change_id = :changeId::bigint and o.no <= :head::int order by o.no`,
    { changeId, head: before.head },
  )
  await forgetUndone(trx, changeId, 0)
  await rows(trx, `delete from change_base as b where b.change_id = :changeId::bigint`, { changeId })
  let draft = await setHead(trx, before, 0)
  for (const { no, params, ...by } of log) {
    draft = await perform(trx, draft, params, actor, by).catch((cause: unknown) => {
      if (!(cause instanceof GridbookError)) throw cause
      throw new Conflict(
        'cannot_replay',
        `Operation ${no} (${params.kind}) no longer works: ${cause.message}`,
        { field: `log.${no}`, cause },
      )
    })
  }
  await endWrite(trx, actor, { action: 'change.replay', entity: 'change', entityId: changeId })
  return { before, after: draft }
}
