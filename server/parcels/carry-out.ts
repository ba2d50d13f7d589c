/** What rulings and meetings decided becomes a draft: one operation a parcel. Those that cannot be done are named and wait. */
import { addOperation } from '../boundaries/edit-draft.ts'
import { openChange } from '../boundaries/open-change.ts'
import type { Connection } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import { Conflict, GridbookError } from '../errors.ts'
import { carryByChange, type Pending, pendingRulings } from './pending-rulings.ts'

export type CarriedOut = {
  readonly changeId: number
  readonly carried: { parcelId: number; number: string }[]
  readonly leftOut: { parcelId: number; number: string; why: string }[]
}

/** Each in a savepoint: one parcel that no longer fits does not hold up the others. */
const assign = (
  trx: Connection,
  actor: Actor,
  changeId: number,
  { operation }: Pending,
): Promise<string | null> =>
  trx
    .transaction(async (inner) => {
      await addOperation(inner, actor, changeId, { revision: null, operation })
      return null
    })
    .catch((error: unknown) => {
      if (error instanceof GridbookError) return error.message
      throw error
    })

/** In the caller's transaction. Throws Conflict where nothing waits, or nothing of it can be done. */
export const carryOutRulings = async (
  trx: Connection,
  actor: Actor,
  { scheme, title }: { scheme: number; title: string },
): Promise<CarriedOut> => {
  const pending = await pendingRulings(trx, scheme)
  if (pending.length === 0) throw new Conflict('nothing_pending', 'No ruling waits to be carried out.')
  const changeId = await openChange(trx, actor, { scheme, title })
  const carried: Pending[] = []
  const leftOut: CarriedOut['leftOut'][number][] = []
  for (const one of pending) {
    const why = await assign(trx, actor, changeId, one)
    if (why === null) carried.push(one)
    else leftOut.push({ parcelId: one.parcelId, number: one.number, why })
  }
  const [first] = leftOut
  if (carried.length === 0)
    throw new Conflict(
      'none_carried_out',
      `No ruling can be carried out; parcel ${first?.number}: ${first?.why}`,
    )
  await carryByChange(trx, carried, changeId)
  return { changeId, carried: carried.map(({ parcelId, number }) => ({ parcelId, number })), leftOut }
}
