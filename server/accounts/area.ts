/** Whether grids lie inside an actor's area: the grids that the actor's grants name, and everything below them by the parents in force now. */
import { type Connection, rows } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import { Forbidden } from '../errors.ts'
import type { AccountRole } from '../shared/words.ts'

/** The topmost grids in which the actor has one of these roles; null means everywhere, an empty list nowhere. `gridsAndBelow` takes it on. */
export const gridsOfArea = (actor: Actor, roles: readonly AccountRole[]): number[] | null => {
  const grants = actor.grants.filter((grant) => roles.includes(grant.role))
  const gridIds = grants.flatMap(({ gridId }) => (gridId === null ? [] : [gridId]))
  return gridIds.length < grants.length ? null : gridIds
}

/** Walks up from the grids asked about: a handful of steps each, however large the area is. */
const listInside = async (
  db: Connection,
  areas: readonly number[],
  gridIds: readonly number[],
): Promise<number[]> => {
  const inside = await rows<{ id: number }>(
    db,
    `with recursive chain as (
       select asked.id as asked_id, asked.id as grid_id
         from unnest(:gridIds::bigint[]) as asked (id)
       union
       select c.asked_id, v.parent_id
         from chain as c
         join grid_version as v on v.grid_id = c.grid_id and v.valid_to is null
        where v.parent_id is not null
     )
     select distinct c.asked_id as id
       from chain as c
      where c.grid_id = any (:areas::bigint[])`,
    { gridIds, areas },
  )
  return inside.map(({ id }) => id)
}

const outsideArea = (): Forbidden =>
  new Forbidden('outside_area', 'This lies outside the area in which the account may do it.')

/** Throws Forbidden unless every one of the grids is inside. To be in no grid at all is to be outside every limited area. */
export const requireInArea = async (
  db: Connection,
  actor: Actor,
  roles: readonly AccountRole[],
  gridIds: readonly number[],
): Promise<void> => {
  const areas = gridsOfArea(actor, roles)
  if (areas === null) return
  const asked = new Set(gridIds)
  if (asked.size === 0 || (await listInside(db, areas, [...asked])).length < asked.size) throw outsideArea()
}

/** The same for one thing that lies in a grid of each scheme: an area is a tree of one scheme, so one of its grids inside is enough. */
export const requirePlaceInArea = async (
  db: Connection,
  actor: Actor,
  roles: readonly AccountRole[],
  gridIds: readonly number[],
): Promise<void> => {
  const areas = gridsOfArea(actor, roles)
  if (areas === null) return
  if ((await listInside(db, areas, gridIds)).length === 0) throw outsideArea()
}
