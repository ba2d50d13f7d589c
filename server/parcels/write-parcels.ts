/** Writes new parcels, each with its line in the audit; and holds a scheme still while its parcels are cut. */
import { type Connection, first, one, rows } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { Conflict } from '../errors.ts'

export type NewParcel = {
  readonly schemeId: number
  readonly depth: number
  readonly parentId: number
  /** Polygons as hex EWKB. */
  readonly geom: string
  readonly areaM2: number
  readonly source: 'found' | 'imported' | 'drawn'
  /** Null: one is made of its identity. */
  readonly number: string | null
  readonly name: string
}

export const insertParcels = async (
  trx: Connection,
  actor: Actor,
  parcels: readonly NewParcel[],
): Promise<number[]> => {
  const ids: number[] = []
  for (const parcel of parcels) {
    const { id, number } = await one<{ id: number; number: string }>(
      trx,
      `with made as (
         select n.id as id, 'P' || lpad(n.id::text, greatest(6, length(n.id::text)), '0') as number
           from (select nextval(pg_get_serial_sequence('parcel', 'id')) as id) as n)
       insert into parcel (id, scheme_id, depth, parent_id, number, name, source, geom, area_m2, account_id, actor)
       overriding system value
       select m.id, :schemeId::int, :depth::int, :parentId::bigint,
              coalesce(:number::text, m.number || case when exists (
                select from parcel as o where o.scheme_id = :schemeId::int and o.number = m.number) then '-' || m.id else '' end),
              :name::text, :source::text,
              st_multi(:geom::geometry), :areaM2::float8, :accountId::bigint, :actor::text
         from made as m
       returning id as id, number as number`,
      { ...parcel, accountId: actor.accountId, actor: actor.name },
    )
    const { schemeId, depth, parentId, areaM2, source, name } = parcel
    await endWrite(trx, actor, {
      action: `parcel.${source === 'found' ? 'find' : source === 'drawn' ? 'draw' : 'import'}`,
      entity: 'parcel',
      entityId: id,
      after: { number, name, schemeId, depth, parentId, areaM2 },
    })
    ids.push(id)
  }
  return ids
}

/** Imports of grids take the same lock: ground is not cut while it moves. */
export const holdScheme = async (trx: Connection, schemeId: number): Promise<void> => {
  await rows(trx, `select s.id as id from scheme as s where s.id = :schemeId::int for no key update`, {
    schemeId,
  })
}

export const isNumberTaken = async (
  trx: Connection,
  schemeId: number,
  number: string | null | undefined,
): Promise<boolean> =>
  number !== null &&
  number !== undefined &&
  (await first(
    trx,
    `select p.id as id from parcel as p where p.scheme_id = :schemeId::int and p.number = :number::text`,
    { schemeId, number },
  )) !== undefined

/** Throws Conflict; under the lock of the scheme nobody else takes it. */
export const requireNumberFree = async (
  trx: Connection,
  schemeId: number,
  number: string | undefined,
): Promise<void> => {
  if (await isNumberTaken(trx, schemeId, number))
    throw new Conflict('number_taken', `There is already a parcel ${number}.`, { field: 'number' })
}
