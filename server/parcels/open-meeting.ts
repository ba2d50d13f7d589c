/** Opens a meeting: its queue is drawn up, the largest parcel first. */
import { type Connection, one, rows } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { Conflict } from '../errors.ts'
import { accountOf, listParentsInArea, requireLevel } from './parcel-rights.ts'
import { stateOf } from './parcel-state.ts'

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
