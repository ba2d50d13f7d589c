/** A village claims a parcel, and may take it back. Each in the caller's transaction, under the parcel's lock, with its line in the audit. */
import { type Connection, first, one, rows } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { Conflict, InvalidInput, NotFound } from '../errors.ts'
import { accountOf, requireOwn, requireReviewer, requireVillage } from './parcel-rights.ts'
import { type LockedParcel, lockParcel, requireOpen } from './parcel-state.ts'

/** 公示期 of half a month. */
const OBJECTION_DAYS = 15
const LONGEST_DAYS = 366
const DAY_MS = 86_400_000

const readDeadline = (said: string | undefined): string => {
  const deadline = said === undefined ? Date.now() + OBJECTION_DAYS * DAY_MS : Date.parse(said)
  if (deadline > Date.now() && deadline < Date.now() + LONGEST_DAYS * DAY_MS)
    return new Date(deadline).toISOString()
  throw new InvalidInput(
    'deadline_unusable',
    'objectionsUntil: an instant to come, within a year; others must be able to object.',
    { field: 'objectionsUntil' },
  )
}

export type NewClaim = {
  readonly gridId: number
  readonly words: string
  readonly objectionsUntil: string
  readonly meetingId: number | null
}

/** Without asking for rights. Throws Conflict where the village claims it already, or holds it. */
export const insertClaim = async (
  trx: Connection,
  actor: Actor,
  parcel: LockedParcel,
  claim: NewClaim,
): Promise<number> => {
  requireOpen(parcel)
  await requireVillage(trx, parcel, claim.gridId)
  if (parcel.state === 'settled' && parcel.gridId !== claim.gridId)
    throw new Conflict(
      'held_in_custody',
      `Parcel ${parcel.number} is in the custody of another village; only that one can accept it.`,
    )
  const { taken } = await one<{ taken: boolean }>(
    trx,
    `select exists (
       select from parcel_claim as c
        where c.parcel_id = :parcelId::bigint
          and c.grid_id = :gridId::bigint
          and c.ended_at is null) as taken`,
    { parcelId: parcel.id, gridId: claim.gridId },
  )
  if (taken) throw new Conflict('claimed_already', `The village claims parcel ${parcel.number} already.`)
  const { id } = await one<{ id: number }>(
    trx,
    `insert into parcel_claim (parcel_id, grid_id, words, account_id, actor, objections_until, meeting_id)
     values (:parcelId::bigint, :gridId::bigint, :words::text, :accountId::bigint, :actor::text, :objectionsUntil::timestamptz,
             :meetingId::bigint)
     returning id as id`,
    { ...claim, parcelId: parcel.id, accountId: accountOf(actor), actor: actor.name },
  )
  await endWrite(trx, actor, {
    action: 'parcel.claim',
    entity: 'parcel',
    entityId: parcel.id,
    after: { claim: id, ...claim },
  })
  return id
}

export const claimParcel = async (
  trx: Connection,
  actor: Actor,
  parcelId: number,
  { grid, words, objectionsUntil }: { grid: number; words: string; objectionsUntil?: string | undefined },
): Promise<number> => {
  const parcel = await lockParcel(trx, parcelId)
  await requireReviewer(trx, actor, [grid])
  return insertClaim(trx, actor, parcel, {
    gridId: grid,
    words,
    objectionsUntil: readDeadline(objectionsUntil),
    meetingId: null,
  })
}

export type StandingClaim = {
  readonly id: number
  readonly gridId: number
  readonly accountId: number
  readonly objectionsUntil: string
  /** Nobody can object any more. */
  readonly due: boolean
  readonly meetingId: number | null
}

/** Throws NotFound, and Conflict where it ended. */
export const getStandingClaim = async (
  trx: Connection,
  parcelId: number,
  claimId: number,
): Promise<StandingClaim> => {
  const found = await first<StandingClaim & { endedHow: string | null }>(
    trx,
    `select c.id as id, c.grid_id as "gridId", c.account_id as "accountId", c.objections_until as "objectionsUntil",
            c.objections_until <= clock_timestamp() as due, c.meeting_id as "meetingId", c.ended_how as "endedHow"
       from parcel_claim as c
      where c.id = :claimId::bigint
        and c.parcel_id = :parcelId::bigint`,
    { claimId, parcelId },
  )
  if (!found) throw new NotFound('no_such_claim', `Parcel ${parcelId} has no claim ${claimId}.`)
  if (found.endedHow === null) return found
  throw new Conflict('claim_ended', `Claim ${claimId} is ${found.endedHow}.`)
}

export const endClaim = async (
  trx: Connection,
  claimId: number,
  how: 'withdrawn' | 'rejected' | 'overtaken',
): Promise<void> => {
  await rows(
    trx,
    `update parcel_claim as c set ended_at = clock_timestamp(), ended_how = :how::text where c.id = :claimId::bigint`,
    { claimId, how },
  )
}

export const withdrawClaim = async (
  trx: Connection,
  actor: Actor,
  parcelId: number,
  claimId: number,
): Promise<void> => {
  const parcel = await lockParcel(trx, parcelId)
  requireOpen(parcel)
  const claim = await getStandingClaim(trx, parcelId, claimId)
  requireOwn(actor, claim.accountId)
  await endClaim(trx, claimId, 'withdrawn')
  await endWrite(trx, actor, {
    action: 'parcel.withdraw_claim',
    entity: 'parcel',
    entityId: parcelId,
    before: { claim: claimId, gridId: claim.gridId },
  })
}
