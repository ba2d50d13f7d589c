/** The state of a parcel, told from what was done with it: nothing is kept twice. */
import { type Connection, first } from '../db/database.ts'
import { Conflict, NotFound } from '../errors.ts'
import type { ParcelState } from '../shared/parcels.contract.ts'

/** Of `parcel as <alias>` at an instant, later than all unless said. Two villages that claim the same ground object to each other. */
export const stateOf = (alias: string, at = `'infinity'`): string => `
  case when ${alias}.settled_at <= ${at} then 'settled'
       when ${alias}.withdrawn_at <= ${at} then 'withdrawn'
       when exists (select from parcel_ruling as sr where sr.parcel_id = ${alias}.id and sr.decision <> 'reject' and sr.at <= ${at}) then 'ruled'
       else (
         select case when count(*) > 1 or count(*) filter (where exists (
                       select from parcel_objection as so
                        where so.claim_id = sc.id
                          and so.at <= ${at}
                          and (so.withdrawn_at is null or so.withdrawn_at > ${at}))) > 0 then 'disputed'
                     when count(*) = 1 then 'claimed'
                     else 'orphan' end
           from parcel_claim as sc
          where sc.parcel_id = ${alias}.id
            and sc.at <= ${at}
            and (sc.ended_at is null or sc.ended_at > ${at})) end`

export const stateAt = (alias: string, at: string | undefined): string =>
  at === undefined ? stateOf(alias) : stateOf(alias, ':at::timestamptz')

export type LockedParcel = {
  readonly id: number
  readonly number: string
  readonly schemeId: number
  readonly depth: number
  readonly parentId: number
  readonly state: ParcelState
  /** Who holds it since it was settled. */
  readonly gridId: number | null
  /** Ruled or settled, and in custody only. */
  readonly inCustody: boolean
}

/** Everything that is done with a parcel is done under this lock, in the caller's transaction. */
export const lockParcel = async (trx: Connection, id: number): Promise<LockedParcel> => {
  const locked = await first(trx, `select p.id as id from parcel as p where p.id = :id::bigint for update`, {
    id,
  })
  if (!locked) throw new NotFound('no_such_parcel', `There is no parcel ${id}.`)
  // Asked once the lock is held: the state stands in other tables.
  const found = await first<LockedParcel>(
    trx,
    `select p.id as id, p.number as number, p.scheme_id as "schemeId", p.depth as depth, p.parent_id as "parentId",
            ${stateOf('p')} as state, p.grid_id as "gridId",
            case when p.settled_at is not null then p.accepted_at is null
                 else exists (select from parcel_ruling as r where r.parcel_id = p.id and r.decision = 'custody')
                      and not exists (select from parcel_ruling as r where r.parcel_id = p.id and r.decision = 'accept')
                 end as "inCustody"
       from parcel as p
      where p.id = :id::bigint`,
    { id },
  )
  if (!found) throw new Error(`parcel ${id} is gone`)
  return found
}

/** Whether it can still be claimed and ruled on: ground in custody waits for somebody who accepts it. */
export const requireOpen = ({ number, state, inCustody }: LockedParcel): void => {
  if (['orphan', 'claimed', 'disputed'].includes(state) || (inCustody && state !== 'withdrawn')) return
  throw new Conflict('parcel_state', `Parcel ${number} is ${state}; nothing more can be decided on it.`)
}
