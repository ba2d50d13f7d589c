/** A draft under hand: locked, of the revision that its editor has seen, in the area in which the editor may work. */

import { requireInArea } from '../accounts/area.ts'
import { REVIEWERS } from '../accounts/reviewers.ts'
import { type Connection, first, rows } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import { Conflict, NotFound } from '../errors.ts'
import type { ChangeState } from '../shared/boundaries.ts'

export type Draft = {
  readonly id: number
  readonly schemeId: number
  readonly title: string
  readonly state: ChangeState
  readonly head: number
  readonly revision: number
  readonly accountId: number | null
  readonly author: string
}

const COLUMNS = `
  c.id as "id", c.scheme_id as "schemeId", c.title as "title", c.state as "state", c.head as "head", c.revision as "revision",
  c.account_id as "accountId", c.author as "author"`

export const findDraft = (db: Connection, id: number): Promise<Draft | undefined> =>
  first<Draft>(db, `select ${COLUMNS} from change as c where c.id = :id::bigint`, { id })

export const getDraft = async (db: Connection, id: number): Promise<Draft> => {
  const draft = await findDraft(db, id)
  if (!draft) throw new NotFound('no_such_change', `There is no change ${id}.`)
  return draft
}

/**
 * Locks the change. Throws Conflict where it is in none of the states, or of another revision than the caller has seen: then somebody else has edited it,
 * and nothing is lost by looking again.
 */
export const lockChange = async (
  trx: Connection,
  id: number,
  { states, revision }: { states: readonly ChangeState[]; revision: number | null },
): Promise<Draft> => {
  await rows(trx, `select c.id as id from change as c where c.id = :id::bigint for update`, { id })
  const draft = await getDraft(trx, id)
  if (!states.includes(draft.state)) {
    throw new Conflict(
      'wrong_state',
      `The change is ${draft.state.replace('_', ' ')}; this can be done while it is ${states.join(' or ').replaceAll('_', ' ')}.`,
    )
  }
  if (revision !== null && draft.revision !== revision) {
    throw new Conflict(
      'stale_revision',
      `The change was edited meanwhile: it is at revision ${draft.revision}, you saw ${revision}.`,
      {
        field: 'revision',
      },
    )
  }
  return draft
}

/** All grids of the register that are touched must lie in the editor's area; of grids that the draft makes, those that they come from were asked already. */
export const requireFacesInArea = (
  db: Connection,
  actor: Actor,
  faceIds: readonly number[],
): Promise<void> => {
  const grids = faceIds.filter((id) => id > 0)
  return grids.length === 0 ? Promise.resolve() : requireInArea(db, actor, REVIEWERS, grids)
}
