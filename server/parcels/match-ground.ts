/**
 * Brings the parcels of a level in step with the ground. A parcel that somebody drew, claimed, ruled on or proved something of stays as long as its ground is
 * nobody's; of one that was only found nothing is lost, so it is cut anew where the ground is no longer exactly its own. What no parcel stands on is found.
 */

import { type Connection, rows } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { listFreeGround, listSame, listStrayed, type Measures } from './compare-ground.ts'
import { type GroundAsked, listOrphanGround } from './orphan-ground.ts'
import { insertParcels } from './write-parcels.ts'

export type Matched = {
  readonly found: number[]
  readonly withdrawn: number[]
  readonly kept: number
  readonly below: number
  readonly belowM2: number
}
const withdraw = async (
  trx: Connection,
  actor: Actor,
  found: readonly { id: number }[],
): Promise<number[]> => {
  const ids = found.map(({ id }) => id)
  await rows(
    trx,
    `update parcel as p set withdrawn_at = clock_timestamp() where p.id = any (:ids::bigint[])`,
    { ids },
  )
  for (const id of ids)
    await endWrite(trx, actor, { action: 'parcel.withdraw', entity: 'parcel', entityId: id })
  return ids
}

/** In the caller's transaction, which holds the scheme. The same ground gives the same parcels. */
export const matchGround = async (
  trx: Connection,
  actor: Actor,
  asked: GroundAsked,
  measures: Measures,
): Promise<Matched> => {
  const ground = await listOrphanGround(trx, asked)
  const strayed = await withdraw(trx, actor, await listStrayed(trx, asked, ground, measures))
  const free = await listFreeGround(trx, asked, ground, measures)
  const counting = free.filter(({ counts }) => counts)
  const same = await listSame(trx, asked, counting, measures)
  const matched = new Set(same.map(({ no }) => no))
  const cutAnew = await withdraw(
    trx,
    actor,
    same.filter(({ no }) => no === null),
  )
  const { schemeId, depth } = asked
  const found = await insertParcels(
    trx,
    actor,
    counting
      .filter((_, n) => !matched.has(n + 1))
      .map(({ counts: _, ...piece }) => ({
        ...piece,
        schemeId,
        depth,
        source: 'found' as const,
        number: null,
        name: '',
      })),
  )
  const below = free.filter(({ counts }) => !counts)
  return {
    found,
    withdrawn: [...strayed, ...cutAnew],
    kept: same.length - cutAnew.length,
    below: below.length,
    belowM2: below.reduce((sum, { areaM2 }) => sum + areaM2, 0),
  }
}
