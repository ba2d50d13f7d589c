/** The way of a change into force, what it would move, and how a scheme is proven. */

import type { Connection } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import { getMetricSrid } from '../district/metric-system.ts'
import type { Handler } from '../http/route.ts'
import type * as contract from '../shared/boundaries.contract.ts'
import { changeCard } from './change-card.ts'
import { getDraft } from './draft.ts'
import { effectOneDue } from './effect/effects-due.ts'
import { registeredFaces } from './faces.ts'
import { impactOf } from './impact/impact.ts'
import { prove } from './proof/prove.ts'
import { requireScheme, revokeWaiver, setTolerances, waiveIssue } from './remarks.ts'
import {
  approveChange,
  discardChange,
  rejectChange,
  reopenChange,
  submitChange,
  withdrawChange,
} from './review.ts'
import { readTolerances } from './tolerances.ts'

const step = async (db: Connection, actor: Actor, id: number, take: (trx: Connection) => Promise<void>) => {
  await db.transaction(take)
  return changeCard(db, actor, id)
}

export const answerSubmitChange: Handler<typeof contract.submitChange> = (
  { db },
  { params: { id }, body, actor },
) => step(db, actor, id, (trx) => submitChange(trx, actor, id, body))
export const answerWithdrawChange: Handler<typeof contract.withdrawChange> = (
  { db },
  { params: { id }, body, actor },
) => step(db, actor, id, (trx) => withdrawChange(trx, actor, id, body))
export const answerRejectChange: Handler<typeof contract.rejectChange> = (
  { db },
  { params: { id }, body, actor },
) => step(db, actor, id, (trx) => rejectChange(trx, actor, id, body))
export const answerReopenChange: Handler<typeof contract.reopenChange> = (
  { db },
  { params: { id }, body, actor },
) => step(db, actor, id, (trx) => reopenChange(trx, actor, id, body))

/** What is due at once takes effect before the answer, so that whoever approved it sees it in force. */
export const answerApproveChange: Handler<typeof contract.approveChange> = async (
  { db },
  { params: { id }, body, actor },
) => {
  await db.transaction((trx) => approveChange(trx, actor, id, body))
  await effectOneDue(db, { actor, id })
  return changeCard(db, actor, id)
}

export const answerDiscardChange: Handler<typeof contract.discardChange> = async (
  { db },
  { params: { id }, actor },
) => {
  await db.transaction((trx) => discardChange(trx, actor, id))
  return undefined
}

export const answerGetImpact: Handler<typeof contract.getImpact> = async ({ db }, { params: { id } }) =>
  impactOf(db, await getDraft(db, id))

export const answerProveScheme: Handler<typeof contract.proveScheme> = async ({ db }, { params: { id } }) => {
  await requireScheme(db, id)
  return prove(db, registeredFaces(id), {
    schemeId: id,
    metricSrid: await getMetricSrid(db),
    tolerances: await readTolerances(db, id),
    scope: 'all',
  })
}

export const answerSetTolerances: Handler<typeof contract.setTolerances> = async (
  { db },
  { params: { id }, body, actor },
) => {
  await db.transaction((trx) => setTolerances(trx, actor, id, body))
  return body
}

export const answerWaiveIssue: Handler<typeof contract.waiveIssue> = async (
  { db },
  { params: { id, issue }, body, actor },
) => {
  await db.transaction((trx) => waiveIssue(trx, actor, id, { issue, ...body }))
  return undefined
}
export const answerRevokeWaiver: Handler<typeof contract.revokeWaiver> = async (
  { db },
  { params: { id, issue }, actor },
) => {
  await db.transaction((trx) => revokeWaiver(trx, actor, id, issue))
  return undefined
}
