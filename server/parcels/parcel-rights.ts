/** Who works on parcels: reviewers and administrators, each inside the area of the account. A parcel lies in its parent; a village answers for itself. */

import { gridsOfArea, requireInArea } from '../accounts/area.ts'
import { REVIEWERS } from '../accounts/reviewers.ts'
import { type Connection, first, rows } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import { Forbidden, InvalidInput } from '../errors.ts'
import { gridsAndBelow } from '../grids/below.ts'

export const isAdministrator = (actor: Actor): boolean =>
  actor.grants.some(({ role }) => role === 'administrator')

/** Throws Forbidden unless all of these grids lie inside the area of the account. */
export const requireReviewer = (db: Connection, actor: Actor, gridIds: readonly number[]): Promise<void> =>
  requireInArea(db, actor, REVIEWERS, gridIds)

/** The same as a question, for what is shown. */
export const mayReview = async (
  db: Connection,
  actor: Actor,
  gridIds: readonly number[],
): Promise<boolean> => {
  if (!actor.grants.some(({ role }) => REVIEWERS.includes(role))) return false
  return requireReviewer(db, actor, gridIds).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Forbidden) return false
      throw error
    },
  )
}

/** Grids of a level inside the area of the account; null means all of them, also those that are no more. */
export const listParentsInArea = async (
  db: Connection,
  actor: Actor,
  { schemeId, depth }: { schemeId: number; depth: number },
): Promise<number[] | null> => {
  const areas = gridsOfArea(actor, REVIEWERS)
  if (areas === null) return null
  const found = await rows<{ id: number }>(
    db,
    `select v.grid_id as id
       from grid_version as v
       join level as l on l.id = v.level_id and l.scheme_id = :schemeId::int and l.depth = :depth::int - 1
      where v.valid_to is null
        and v.grid_id in (${gridsAndBelow('areas')})`,
    { schemeId, depth, areas },
  )
  if (found.length > 0) return found.map(({ id }) => id)
  throw new Forbidden('outside_area', 'No grid of the level above lies inside the area of the account.')
}

/** Throws InvalidInput unless the scheme has this level. */
export const requireLevel = async (db: Connection, schemeId: number, depth: number): Promise<void> => {
  const found = await first(
    db,
    `select l.id as id from level as l where l.scheme_id = :schemeId::int and l.depth = :depth::int`,
    { schemeId, depth },
  )
  if (!found)
    throw new InvalidInput('no_such_level', `depth: scheme ${schemeId} has no level ${depth}.`, {
      field: 'depth',
    })
}

/** Throws InvalidInput unless the grid is one of the parcel's level, now. */
export const requireVillage = async (
  db: Connection,
  { schemeId, depth }: { schemeId: number; depth: number },
  gridId: number,
): Promise<void> => {
  const found = await first(
    db,
    `select v.grid_id as id
       from grid_version as v
       join level as l on l.id = v.level_id
      where v.grid_id = :gridId::bigint
        and v.valid_to is null
        and l.scheme_id = :schemeId::int
        and l.depth = :depth::int`,
    { gridId, schemeId, depth },
  )
  if (!found)
    throw new InvalidInput(
      'not_of_this_level',
      `grid: ${gridId} is no grid of the level at which the parcel lies.`,
      { field: 'grid' },
    )
}

/** An account of the registry: who rules must be another one, so nobody claims from the command line. */
export const accountOf = ({ accountId }: Actor): number => {
  if (accountId !== null) return accountId
  throw new Forbidden('account_required', 'This is done by an account, which is named in the decision.')
}

export const requireOwn = (actor: Actor, accountId: number): void => {
  if (accountId === actor.accountId || isAdministrator(actor)) return
  throw new Forbidden('not_own', 'Only whoever said it, or an administrator, takes it back.')
}
