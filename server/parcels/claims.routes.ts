/** What is done with one parcel: claimed, objected to, taken back, ruled on, proved. Each answers with the parcel as it is then. */
import { attachment } from '../exports/export-name.ts'
import type { Handler } from '../http/route.ts'
import type * as contract from '../shared/parcels.contract.ts'
import { claimParcel, withdrawClaim } from './claims.ts'
import { addEvidence, getEvidence, receiveEvidence, requireMayProve } from './evidence.ts'
import { objectToClaim, withdrawObjection } from './objections.ts'
import { getParcelCard } from './parcel-card.queries.ts'
import { ruleParcel } from './rule-parcel.ts'

export const answerClaimParcel: Handler<typeof contract.claimParcel> = async (
  { db },
  { params: { id }, body, actor },
) => {
  await db.transaction((trx) => claimParcel(trx, actor, id, body))
  return getParcelCard(db, actor, id)
}

export const answerWithdrawClaim: Handler<typeof contract.withdrawClaim> = async (
  { db },
  { params: { id, claimId }, actor },
) => {
  await db.transaction((trx) => withdrawClaim(trx, actor, id, claimId))
  return getParcelCard(db, actor, id)
}

export const answerObjectToClaim: Handler<typeof contract.objectToClaim> = async (
  { db },
  { params: { id, claimId }, body, actor },
) => {
  await db.transaction((trx) => objectToClaim(trx, actor, { parcelId: id, claimId }, body))
  return getParcelCard(db, actor, id)
}

export const answerWithdrawObjection: Handler<typeof contract.withdrawObjection> = async (
  { db },
  { params: { id, claimId, objectionId }, actor },
) => {
  await db.transaction((trx) => withdrawObjection(trx, actor, { parcelId: id, claimId, objectionId }))
  return getParcelCard(db, actor, id)
}

export const answerRuleParcel: Handler<typeof contract.ruleParcel> = async (
  { db },
  { params: { id }, body, actor },
) => {
  await db.transaction((trx) => ruleParcel(trx, actor, id, body))
  return getParcelCard(db, actor, id)
}

export const answerAddEvidence: Handler<typeof contract.addEvidence> = async (
  { db },
  { params: { id }, query: { name }, request, response, actor },
) => {
  await requireMayProve(db, actor, id)
  const bytes = await receiveEvidence(request)
  Object.assign(response.locals.facts, { file: name, bytes: bytes.length })
  await db.transaction((trx) => addEvidence(trx, actor, id, { name, bytes }))
  return getParcelCard(db, actor, id)
}

/** Only to be saved: whatever it holds, a browser neither shows it nor guesses what it could be. */
export const answerGetEvidence: Handler<typeof contract.getEvidence> = async (
  { db },
  { params: { id, evidenceId }, response },
) => {
  const { name, mediaType, bytes } = await getEvidence(db, id, evidenceId)
  response.set({
    'Content-Type': mediaType,
    // A quote would end the name in the header.
    'Content-Disposition': attachment(name.replace(/["\\/\p{Cc}]/gu, '_')),
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'private, no-store',
  })
  response.send(bytes)
  return undefined
}
