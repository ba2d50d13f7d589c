/** What rulings and meetings decided and no change carries out yet, each with the operation that does; and what is written once a change does. */
import { type Connection, rows } from '../db/database.ts'
import type { OperationOf, PolygonShape } from '../shared/operations.ts'

export type Pending = {
  readonly parcelId: number
  readonly number: string
  /** Null where a village signed for it at a meeting: there the approval of the change is the ruling. */
  readonly rulingId: number | null
  readonly claimId: number | null
  readonly meetingId: number | null
  readonly operation: OperationOf<'assign_parcel'>
}

type Found = Omit<Pending, 'operation'> & { readonly gridId: number; readonly geometry: PolygonShape }

/** A change that was rejected or let go of carries nothing out. */
const uncarried = (alias: string): string => `
  not exists (
    select from change as ch where ch.id = ${alias}.change_id and ch.state not in ('rejected', 'discarded'))`

/** By the number of the parcel. Of each parcel the latest ruling; of meetings that are closed, what one village alone claims and nobody objects to any more. */
export const pendingRulings = async (db: Connection, schemeId: number): Promise<Pending[]> => {
  const found = await rows<Found>(
    db,
    `select p.id as "parcelId", p.number as number, w.ruling_id as "rulingId", w.claim_id as "claimId", w.meeting_id as "meetingId",
            w.grid_id as "gridId", st_asgeojson(p.geom, 15, 0)::json as geometry
       from parcel as p
       left join lateral (
            select r.* from parcel_ruling as r
             where r.parcel_id = p.id and r.decision <> 'reject'
             order by r.id desc
             limit 1) as r on true
       join lateral (
            select r.id as ruling_id, r.claim_id as claim_id, null::bigint as meeting_id, r.grid_id as grid_id
             where r.id is not null and ${uncarried('r')}
            union all
            select null, c.id, c.meeting_id, c.grid_id
              from parcel_claim as c
              join meeting as m on m.id = c.meeting_id and m.closed_at is not null
             where r.id is null
               and c.parcel_id = p.id
               and c.ended_at is null
               and c.objections_until <= clock_timestamp()
               and ${uncarried('c')}
               and not exists (select from parcel_claim as o where o.parcel_id = p.id and o.id <> c.id and o.ended_at is null)
               and not exists (select from parcel_objection as o where o.claim_id = c.id and o.withdrawn_at is null)) as w on true
      where p.scheme_id = :schemeId::int
        and p.settled_at is null
        and p.withdrawn_at is null
      order by p.number collate "C"`,
    { schemeId },
  )
  return found.map(({ gridId, geometry, ...pending }) => ({
    ...pending,
    operation: {
      kind: 'assign_parcel',
      face: gridId,
      geometry,
      parcel: pending.parcelId,
      below: 'adjoining',
    },
  }))
}

/** Names the change that carries them out. In the caller's transaction, which adds the operations. */
export const carryByChange = async (
  trx: Connection,
  pending: readonly Pick<Pending, 'rulingId' | 'claimId'>[],
  changeId: number,
): Promise<void> => {
  await rows(
    trx,
    `update parcel_ruling as r set change_id = :changeId::bigint where r.id = any (:ids::bigint[])`,
    { changeId, ids: pending.flatMap(({ rulingId }) => (rulingId === null ? [] : [rulingId])) },
  )
  await rows(
    trx,
    `update parcel_claim as c set change_id = :changeId::bigint where c.id = any (:ids::bigint[])`,
    {
      changeId,
      ids: pending.flatMap(({ rulingId, claimId }) =>
        rulingId === null && claimId !== null ? [claimId] : [],
      ),
    },
  )
}
