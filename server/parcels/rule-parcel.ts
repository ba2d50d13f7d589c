/** A second person rules on a parcel: a claim is accepted or rejected, or a village takes the ground into custody (代管). */
import { type Connection, one, rows } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { Conflict, Forbidden } from '../errors.ts'
import { endClaim, getStandingClaim, type StandingClaim } from './claims.ts'
import { accountOf, requireReviewer, requireVillage } from './parcel-rights.ts'
import { type LockedParcel, lockParcel, requireOpen } from './parcel-state.ts'

export type Ruling = {
  readonly decision: 'accept' | 'custody' | 'reject'
  readonly claim?: number | undefined
  readonly grid?: number | undefined
  readonly reason: string
}

/** Accounts that claimed the parcel or objected to a claim on it, also those who took it back. */
const listParties = async (trx: Connection, parcelId: number): Promise<number[]> =>
  (
    await rows<{ id: number }>(
      trx,
      `select c.account_id as id from parcel_claim as c where c.parcel_id = :parcelId::bigint
        union
       select o.account_id
         from parcel_objection as o
         join parcel_claim as c on c.id = o.claim_id
        where c.parcel_id = :parcelId::bigint`,
      { parcelId },
    )
  ).map(({ id }) => id)

const requireDecidable = (parcel: LockedParcel, { decision }: Ruling, claim: StandingClaim | null): void => {
  if (decision === 'custody' && parcel.inCustody)
    throw new Conflict('in_custody', `Parcel ${parcel.number} is in custody already.`)
  if (decision === 'accept' && claim && !claim.due)
    throw new Conflict(
      'objections_open',
      `Others can object to this claim until ${claim.objectionsUntil}; it can be accepted after that.`,
    )
}

/** What was accepted of ground that is in custody already needs no change any more. */
const acceptSettled = async (trx: Connection, parcel: LockedParcel): Promise<number | null> => {
  if (parcel.state !== 'settled') return null
  const { changeId } = await one<{ changeId: number }>(
    trx,
    `update parcel as p
        set accepted_at = greatest(clock_timestamp(), p.settled_at)
      where p.id = :id::bigint
     returning p.change_id as "changeId"`,
    { id: parcel.id },
  )
  return changeId
}

const overtakeOthers = async (trx: Connection, parcelId: number, claimId: number | null): Promise<void> => {
  const others = await rows<{ id: number }>(
    trx,
    `select c.id as id
       from parcel_claim as c
      where c.parcel_id = :parcelId::bigint
        and c.ended_at is null
        and c.id is distinct from :claimId::bigint`,
    { parcelId, claimId },
  )
  for (const { id } of others) await endClaim(trx, id, 'overtaken')
}

/** In the caller's transaction. Gives the ruling's identity. */
export const ruleParcel = async (
  trx: Connection,
  actor: Actor,
  parcelId: number,
  said: Ruling,
): Promise<number> => {
  const parcel = await lockParcel(trx, parcelId)
  await requireReviewer(trx, actor, [parcel.parentId])
  requireOpen(parcel)
  const parties = await listParties(trx, parcelId)
  const accountId = accountOf(actor)
  if (parties.includes(accountId))
    throw new Forbidden(
      'own_matter',
      'Whoever claimed a parcel, or objected to a claim, does not rule on it.',
    )
  const claim = said.claim === undefined ? null : await getStandingClaim(trx, parcelId, said.claim)
  requireDecidable(parcel, said, claim)
  if (said.grid !== undefined) await requireVillage(trx, parcel, said.grid)
  const { decision, reason } = said
  const changeId = decision === 'accept' ? await acceptSettled(trx, parcel) : null
  const { id, gridId } = await one<{ id: number; gridId: number }>(
    trx,
    `insert into parcel_ruling (parcel_id, claim_id, claimant_id, grid_id, decision, reason, account_id, actor, parties, change_id)
     values (:parcelId::bigint, :claimId::bigint, :claimantId::bigint, :gridId::bigint, :decision::text, :reason::text,
             :accountId::bigint, :actor::text, :parties::bigint[], :changeId::bigint)
     returning id as id, grid_id as "gridId"`,
    {
      parcelId,
      claimId: claim?.id ?? null,
      claimantId: claim?.accountId ?? null,
      gridId: claim?.gridId ?? said.grid ?? null,
      decision,
      reason,
      accountId,
      actor: actor.name,
      parties,
      changeId,
    },
  )
  if (decision === 'reject') await endClaim(trx, claim?.id ?? 0, 'rejected')
  else await overtakeOthers(trx, parcelId, claim?.id ?? null)
  await endWrite(trx, actor, {
    action: 'parcel.rule',
    entity: 'parcel',
    entityId: parcelId,
    before: { state: parcel.state },
    after: { ruling: id, decision, claim: claim?.id ?? null, gridId, reason },
  })
  return id
}
