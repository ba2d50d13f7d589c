/**
 * A meeting before the map: its queue is drawn up when it opens, and of one parcel after another it is recorded who claims it and signs for it, or why it waits.
 * The claim is the recorder's in writing; that of those present nobody objects is known at once, so it waits for no deadline. The second person is whoever
 * approves the change that is made of the meeting.
 */
import { type Connection, first, one, rows } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { Conflict, Forbidden, NotFound } from '../errors.ts'
import { accountOf, endClaim, insertClaim } from './claims.ts'
import { listParentsInArea, requireLevel, requireReviewer } from './parcel-rights.ts'
import { lockParcel, stateOf } from './parcel-state.ts'

/** A morning's work is a hundred. */
const MOST_PARCELS = 1_000

export type NewMeeting = {
  readonly scheme: number
  readonly depth: number
  readonly title: string
  readonly place: string
  readonly chair: string
  readonly attending: readonly { name: string; of: string }[]
}

/** In the caller's transaction. Throws Conflict where there is nothing to claim, or more than a meeting can go through. */
export const openMeeting = async (
  trx: Connection,
  actor: Actor,
  { scheme, depth, attending, ...said }: NewMeeting,
): Promise<number> => {
  await requireLevel(trx, scheme, depth)
  const parentIds = await listParentsInArea(trx, actor, { schemeId: scheme, depth })
  const { id } = await one<{ id: number }>(
    trx,
    `insert into meeting (scheme_id, depth, title, place, chair, attending, account_id, actor)
     values (:scheme::int, :depth::int, :title::text, :place::text, :chair::text, :attending::jsonb, :accountId::bigint, :actor::text)
     returning id as id`,
    {
      ...said,
      scheme,
      depth,
      attending: JSON.stringify(attending),
      accountId: accountOf(actor),
      actor: actor.name,
    },
  )
  const queued = await rows<{ id: number }>(
    trx,
    `insert into meeting_parcel (meeting_id, no, parcel_id)
     select :id::bigint, row_number() over (order by p.area_m2 desc, p.id), p.id
       from parcel as p
      where p.scheme_id = :scheme::int
        and p.depth = :depth::int
        and ${stateOf('p')} in ('orphan', 'claimed', 'disputed')
        and (:parentIds::bigint[] is null or p.parent_id = any (:parentIds::bigint[]))
     returning parcel_id as id`,
    { id, scheme, depth, parentIds },
  )
  if (queued.length === 0)
    throw new Conflict('nothing_to_claim', 'There is no parcel to be claimed; find them first.')
  if (queued.length > MOST_PARCELS)
    throw new Conflict(
      'meeting_too_long',
      `There are ${queued.length} parcels, more than the ${MOST_PARCELS} of a meeting; hold one for each part of the district.`,
    )
  await endWrite(trx, actor, {
    action: 'meeting.open',
    entity: 'meeting',
    entityId: id,
    after: { scheme, depth, ...said, attending, parcels: queued.length },
  })
  return id
}

/** Who recorded it from the beginning, and administrators: the minutes are one person's. */
export const mayRecord = (
  { accountId, closedAt }: { accountId: number; closedAt: string | null },
  actor: Actor,
): boolean =>
  closedAt === null &&
  (accountId === actor.accountId || actor.grants.some(({ role }) => role === 'administrator'))

export const getRecorder = async (
  db: Connection,
  id: number,
): Promise<{ accountId: number; closedAt: string | null }> => {
  const found = await first<{ accountId: number; closedAt: string | null }>(
    db,
    `select m.account_id as "accountId", m.closed_at as "closedAt" from meeting as m where m.id = :id::bigint`,
    { id },
  )
  if (found) return found
  throw new NotFound('no_such_meeting', `There is no meeting ${id}.`)
}

const lockMeeting = async (trx: Connection, actor: Actor, id: number): Promise<void> => {
  await rows(trx, `select m.id as id from meeting as m where m.id = :id::bigint for update`, { id })
  const meeting = await getRecorder(trx, id)
  if (meeting.closedAt !== null)
    throw new Conflict('meeting_closed', 'The meeting is closed; nothing more is recorded.')
  if (!mayRecord(meeting, actor))
    throw new Forbidden('not_recorder', 'The meeting is recorded by whoever opened it, or an administrator.')
}

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
