/** When a change takes effect: the parcels that its operations assigned are settled, accepted where the village claimed them and a second person agreed, else in custody. */
import { type Connection, rows } from '../db/database.ts'
import { endWrite, SYSTEM } from '../db/end-write.ts'

/**
 * In the transaction in which the change takes effect, once its versions are written; `at` is the instant from which they hold. The approval of a change is
 * the second person's word on what villages signed for at a meeting. Gives the parcels.
 */
export const settleParcels = async (
  trx: Connection,
  { changeId, at }: { changeId: number; at: string },
): Promise<number[]> => {
  const settled = await rows<{ id: number; gridId: number | null; accepted: boolean }>(
    trx,
    `with carried as (
       select distinct (o.params->>'parcel')::bigint as parcel_id
         from change_operation as o
         join change as ch on ch.id = o.change_id
        where o.change_id = :changeId::bigint
          and o.no <= ch.head
          and o.kind = 'assign_parcel'
          and o.params->>'parcel' is not null),
     held as (
       select p.id as id, g.grid_id as grid_id
         from carried as c
         join parcel as p on p.id = c.parcel_id and p.settled_at is null and p.withdrawn_at is null
         join change as ch on ch.id = :changeId::bigint and ch.scheme_id = p.scheme_id
         left join lateral (
              select v.grid_id
                from grid_version as v
                join level as l on l.id = v.level_id and l.scheme_id = p.scheme_id and l.depth = p.depth
               where v.valid_from <= :at::timestamptz
                 and coalesce(v.valid_to, 'infinity') > :at::timestamptz
                 and st_covers(v.geom, st_pointonsurface(p.geom))
               order by v.code collate "C"
               limit 1) as g on true)
     update parcel as p
        set settled_at = :at::timestamptz,
            change_id = :changeId::bigint,
            grid_id = h.grid_id,
            accepted_at = case when exists (
                    select from parcel_ruling as r
                     where r.parcel_id = p.id and r.decision = 'accept' and r.grid_id = h.grid_id)
                or (not exists (select from parcel_ruling as r where r.parcel_id = p.id and r.decision <> 'reject')
                    and exists (
                    select from parcel_claim as c
                     where c.parcel_id = p.id and c.ended_at is null and c.grid_id = h.grid_id and c.meeting_id is not null))
                then :at::timestamptz end
       from held as h
      where p.id = h.id
     returning p.id as id, p.grid_id as "gridId", p.accepted_at is not null as accepted`,
    { changeId, at },
  )
  for (const { id, gridId, accepted } of settled) {
    await endWrite(trx, SYSTEM, {
      action: 'parcel.settle',
      entity: 'parcel',
      entityId: id,
      after: { changeId, gridId, accepted, at },
    })
  }
  return settled.map(({ id }) => id)
}
