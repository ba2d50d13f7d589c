/** Who may accept: administrators and reviewers decide, surveyors inspect with them; whoever brought a delivery does neither, unless administrator. */
import { requirePlaceInArea } from '../accounts/area.ts'
import { requireOwnArea } from '../census/census-rights.ts'
import { type Connection, first } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import { Forbidden, NotFound } from '../errors.ts'
import type { AccountRole } from '../shared/words.ts'

export const ACCEPTERS: readonly AccountRole[] = ['administrator', 'reviewer']
export const INSPECTORS: readonly AccountRole[] = ['administrator', 'surveyor', 'reviewer']

const hasRole = (actor: Actor, roles: readonly AccountRole[]): boolean =>
  actor.grants.some(({ role }) => roles.includes(role))

/** Whether the actor brought it. An administrator often takes in what a firm handed over on a disk. */
const isOwn = async (db: Connection, actor: Actor, censusId: number): Promise<boolean> => {
  const found = await first<{ accountId: number | null }>(
    db,
    `select z.account_id as "accountId" from census as z where z.id = :censusId::bigint`,
    { censusId },
  )
  if (!found) throw new NotFound('no_such_census', `There is no census ${censusId}.`)
  return found.accountId !== null && found.accountId === actor.accountId && !hasRole(actor, ['administrator'])
}

export const mayDoWhat = async (
  db: Connection,
  actor: Actor,
  censusId: number,
): Promise<{ inspect: boolean; decide: boolean }> => {
  const own = await isOwn(db, actor, censusId)
  return { inspect: !own && hasRole(actor, INSPECTORS), decide: !own && hasRole(actor, ACCEPTERS) }
}

const requireNotOwn = async (db: Connection, actor: Actor, censusId: number): Promise<void> => {
  if (await isOwn(db, actor, censusId))
    throw new Forbidden('own_delivery', 'Whoever brought a delivery does not inspect or accept it.')
}

/** Throws Forbidden, also where the delivery reaches beyond the area of the account. */
export const requireAccepter = async (db: Connection, actor: Actor, censusId: number): Promise<void> => {
  await requireNotOwn(db, actor, censusId)
  await requireOwnArea(db, actor, censusId, ACCEPTERS)
}

/** Throws Forbidden unless every grid is inside the area of the account. */
export const requireInspector = async (
  db: Connection,
  actor: Actor,
  censusId: number,
  gridIds: readonly number[],
): Promise<void> => {
  await requireNotOwn(db, actor, censusId)
  for (const gridId of gridIds) await requirePlaceInArea(db, actor, INSPECTORS, [gridId])
}
