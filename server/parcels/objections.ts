/** Somebody objects to a claim before its deadline, and may take it back. Each in the caller's transaction, under the parcel's lock, with its line in the audit. */
import { type Connection, first, one, rows } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { Conflict, Forbidden, NotFound } from '../errors.ts'
import { getStandingClaim } from './claims.ts'
import { accountOf, requireOwn, requireReviewer, requireVillage } from './parcel-rights.ts'
import { lockParcel, requireOpen } from './parcel-state.ts'

export const objectToClaim = async (
  trx: Connection,
  actor: Actor,
  { parcelId, claimId }: { parcelId: number; claimId: number },
  { words, grid }: { words: string; grid?: number | undefined },
): Promise<void> => {
  const parcel = await lockParcel(trx, parcelId)
  requireOpen(parcel)
  const claim = await getStandingClaim(trx, parcelId, claimId)
  // For a village by whoever may speak for it, else by whoever works where the parcel lies.
  await requireReviewer(trx, actor, [grid ?? parcel.parentId])
  if (grid !== undefined) await requireVillage(trx, parcel, grid)
  if (claim.accountId === actor.accountId)
    throw new Forbidden('own_claim', 'Whoever claimed a parcel takes the claim back; others object to it.')
  if (claim.due)
    throw new Conflict(
      'objections_closed',
      `Objections to this claim could be raised until ${claim.objectionsUntil}.`,
    )
  const { id } = await one<{ id: number }>(
    trx,
    `insert into parcel_objection (claim_id, grid_id, words, account_id, actor)
     values (:claimId::bigint, :gridId::bigint, :words::text, :accountId::bigint, :actor::text)
     returning id as id`,
    { claimId, gridId: grid ?? null, words, accountId: accountOf(actor), actor: actor.name },
  )
  await endWrite(trx, actor, {
    action: 'parcel.object',
    entity: 'parcel',
    entityId: parcelId,
    after: { objection: id, claim: claimId, gridId: grid ?? null, words },
  })
}

export const withdrawObjection = async (
  trx: Connection,
  actor: Actor,
  { parcelId, claimId, objectionId }: { parcelId: number; claimId: number; objectionId: number },
): Promise<void> => {
  requireOpen(await lockParcel(trx, parcelId))
  await getStandingClaim(trx, parcelId, claimId)
  const found = await first<{ accountId: number; withdrawnAt: string | null }>(
    trx,
    `select o.account_id as "accountId", o.withdrawn_at as "withdrawnAt"
       from parcel_objection as o
      where o.id = :objectionId::bigint
        and o.claim_id = :claimId::bigint`,
    { objectionId, claimId },
  )
  if (!found) throw new NotFound('no_such_objection', `Claim ${claimId} has no objection ${objectionId}.`)
  requireOwn(actor, found.accountId)
  if (found.withdrawnAt !== null) return
  await rows(
    trx,
    `update parcel_objection as o set withdrawn_at = clock_timestamp() where o.id = :objectionId::bigint`,
    { objectionId },
  )
  await endWrite(trx, actor, {
    action: 'parcel.withdraw_objection',
    entity: 'parcel',
    entityId: parcelId,
    before: { objection: objectionId, claim: claimId },
  })
}
