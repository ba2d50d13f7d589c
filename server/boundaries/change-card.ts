/** A change with everything that its page shows, and what the caller may do with it. */
import { REVIEWERS } from '../accounts/reviewers.ts'
import type { Connection } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import type { Change } from '../shared/boundaries.ts'
import {
  getCard,
  listComments,
  listEditors,
  listFaceChanges,
  listLog,
  listOthers,
  listPresent,
  listStale,
} from './changes.queries.ts'
import { getDraft } from './draft.ts'

const isReviewer = (actor: Actor): boolean => actor.grants.some(({ role }) => REVIEWERS.includes(role))

/** Neither the author nor anybody whose operations are in effect: four eyes. */
export const mayDecide = (actor: Actor, authorId: number | null, editors: readonly number[]): boolean =>
  isReviewer(actor) &&
  actor.accountId !== null &&
  actor.accountId !== authorId &&
  !editors.includes(actor.accountId)

const rightsOf = (
  actor: Actor,
  { state, head, accountId }: { state: Change['state']; head: number; accountId: number | null },
  editors: readonly number[],
): Change['may'] => {
  const works = isReviewer(actor)
  return {
    edit: works && state === 'draft',
    submit: works && state === 'draft' && head > 0,
    withdraw: works && state === 'in_review',
    decide: state === 'in_review' && mayDecide(actor, accountId, editors),
    reopen: works && (state === 'rejected' || state === 'approved'),
    discard: works && (state === 'draft' || state === 'rejected'),
  }
}

export const changeCard = async (db: Connection, actor: Actor, id: number): Promise<Change> => {
  await getDraft(db, id)
  const { accountId, ...card } = await getCard(db, id)
  const editors = await listEditors(db, id)
  return {
    ...card,
    log: await listLog(db, id),
    faces: await listFaceChanges(db, id),
    comments: await listComments(db, id),
    stale: await listStale(db, id),
    others: await listOthers(db, id, actor.accountId),
    present: await listPresent(db, id, actor.accountId),
    may: rightsOf(actor, { state: card.state, head: card.head, accountId }, editors),
  }
}
