/** Units that a batch declares or names for the first time: found by code, else made, inside the batch's transaction. */
import { type Connection, rows } from '../db/database.ts'

export type NewUnit = {
  readonly code: string
  readonly name: string
  readonly kind: 'centre' | 'department' | 'company' | 'committee' | 'other'
}

/** SQL: makes units under the identities that `wanted` (id, code, name, kind) gives them, and gives these. */
export const makeUnitsOf = (wanted: string): string => `
     with wanted as (${wanted}),
     made as (
       insert into unit (id, kind)
       overriding system value
       select w.id, w.kind
         from wanted as w
       returning id)
     insert into unit_version (unit_id, code, name, valid_from)
     select w.id, w.code, w.name, clock_timestamp()
       from wanted as w
       join made as m on m.id = w.id
     returning unit_id as id`

/** Makes those whose code no current unit has. Gives the identities made, in order of code. */
export const createUnits = async (trx: Connection, units: readonly NewUnit[]): Promise<number[]> => {
  if (units.length === 0) return []
  const made = await rows<{ id: number }>(
    trx,
    makeUnitsOf(`
       select distinct on (w.code) w.code, w.name, w.kind, nextval(pg_get_serial_sequence('unit', 'id')) as id
         from unnest(:code::text[], :name::text[], :kind::text[]) as w (code, name, kind)
        where not exists (select from unit_version as v where v.code = w.code and v.valid_to is null)
        order by w.code, w.name`),
    { code: units.map((u) => u.code), name: units.map((u) => u.name), kind: units.map((u) => u.kind) },
  )
  return made.map((u) => u.id)
}
