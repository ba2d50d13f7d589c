/**
 * A meeting before the map: of one parcel after another it is recorded who claims it and signs for it, or why it waits. The claim is the recorder's in writing; that of those present nobody objects is known at once, so it waits for no deadline. The second person is whoever
 * approves the change that is made of the meeting.
 */
import { type Connection, first, rows } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { NotFound } from '../errors.ts'
import { endClaim, insertClaim } from './claims.ts'
import { lockMeeting } from './meeting-recorder.ts'
import { requireReviewer } from './parcel-rights.ts'
import { lockParcel } from './parcel-state.ts'

type Item = { readonly no: number; readonly claimId: number | null; readonly madeClaim: boolean }
const getItem = async (trx: Connection, id: number, parcelId: number): Promise<Item> => {
  const found = await first<Item>(
    trx,
    `select q.no as no, q.claim_id as "claimId", q.made_claim as "madeClaim"
       from meeting_parcel as q
      where q.meeting_id = :id::bigint
        and q.parcel_id = :parcelId::bigint`,
    { id, parcelId },
  )
  if (found) return found
  throw new NotFound('not_in_meeting', `Parcel ${parcelId} is not in the queue of this meeting.`)
}

export const presentParcel = async (
  trx: Connection,
  actor: Actor,
  { id, parcelId }: { id: number; parcelId: number },
): Promise<void> => {
  await lockMeeting(trx, actor, id)
  await getItem(trx, id, parcelId)
  const shown = await rows(
    trx,
    `update meeting_parcel as q
        set presented_at = clock_timestamp()
      where q.meeting_id = :id::bigint
        and q.parcel_id = :parcelId::bigint
        and q.presented_at is null
     returning q.no as no`,
    { id, parcelId },
  )
  if (shown.length > 0)
    await endWrite(trx, actor, {
      action: 'parcel.present',
      entity: 'parcel',
      entityId: parcelId,
      after: { meeting: id },
    })
}

/** Takes back the claim that this meeting made of it; one that stood before stands as it did. */
const takeBackClaim = async (
  trx: Connection,
  meetingId: number,
  { claimId, madeClaim }: Item,
): Promise<void> => {
  if (claimId === null) return
  const signed = await rows(
    trx,
    `update parcel_claim as c
        set meeting_id = case when :madeClaim::boolean then c.meeting_id end
      where c.id = :claimId::bigint
        and c.meeting_id = :meetingId::bigint
        and c.ended_at is null
     returning c.id as id`,
    { claimId, meetingId, madeClaim },
  )
  if (madeClaim && signed.length > 0) await endClaim(trx, claimId, 'withdrawn')
}

type Recorded = {
  readonly outcome: 'signed' | 'deferred'
  readonly claimId: number | null
  readonly madeClaim: boolean
  readonly signatory: string | null
  readonly words: string
}

const record = async (
  trx: Connection,
  actor: Actor,
  { id, parcelId }: { id: number; parcelId: number },
  said: Recorded,
): Promise<void> => {
  await rows(
    trx,
    `update meeting_parcel as q
        set outcome = :outcome::text, claim_id = :claimId::bigint, made_claim = :madeClaim::boolean, signatory = :signatory::text, words = :words::text,
            at = clock_timestamp(), presented_at = coalesce(q.presented_at, clock_timestamp())
      where q.meeting_id = :id::bigint
        and q.parcel_id = :parcelId::bigint`,
    { id, parcelId, ...said },
  )
  await endWrite(trx, actor, {
    action: said.outcome === 'signed' ? 'parcel.sign' : 'parcel.defer',
    entity: 'parcel',
    entityId: parcelId,
    after: { meeting: id, ...said },
  })
}

/** A claim of the village that stands already is signed for, and keeps its deadline; else one is made. */
export const signParcel = async (
  trx: Connection,
  actor: Actor,
  at: { id: number; parcelId: number },
  { grid, signatory, words }: { grid: number; signatory: string; words: string },
): Promise<void> => {
  await lockMeeting(trx, actor, at.id)
  const item = await getItem(trx, at.id, at.parcelId)
  const { parentId } = await lockParcel(trx, at.parcelId)
  await requireReviewer(trx, actor, [parentId])
  await takeBackClaim(trx, at.id, item)
  const parcel = await lockParcel(trx, at.parcelId)
  const standing = await first<{ id: number }>(
    trx,
    `update parcel_claim as c
        set meeting_id = :meetingId::bigint
      where c.parcel_id = :parcelId::bigint
        and c.grid_id = :grid::bigint
        and c.ended_at is null
     returning c.id as id`,
    { meetingId: at.id, parcelId: at.parcelId, grid },
  )
  const claimId =
    standing?.id ??
    (await insertClaim(trx, actor, parcel, {
      gridId: grid,
      words,
      objectionsUntil: new Date().toISOString(),
      meetingId: at.id,
    }))
  await record(trx, actor, at, {
    outcome: 'signed',
    claimId,
    madeClaim: standing === undefined,
    signatory,
    words,
  })
}

export const deferParcel = async (
  trx: Connection,
  actor: Actor,
  at: { id: number; parcelId: number },
  reason: string,
): Promise<void> => {
  await lockMeeting(trx, actor, at.id)
  const item = await getItem(trx, at.id, at.parcelId)
  await lockParcel(trx, at.parcelId)
  await takeBackClaim(trx, at.id, item)
  await record(trx, actor, at, {
    outcome: 'deferred',
    claimId: null,
    madeClaim: false,
    signatory: null,
    words: reason,
  })
}

export const closeMeeting = async (trx: Connection, actor: Actor, id: number): Promise<void> => {
  await lockMeeting(trx, actor, id)
  await rows(trx, `update meeting as m set closed_at = clock_timestamp() where m.id = :id::bigint`, { id })
  await endWrite(trx, actor, { action: 'meeting.close', entity: 'meeting', entityId: id })
}
