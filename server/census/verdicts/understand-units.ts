/** Finds each distinct unit that a delivery names, by code or name; for one that nobody knows an identity is kept free, if such units may be made. In `census_unit`. */
import { type Connection, rows } from '../../db/database.ts'
import { loadUnits } from '../../imports/catalogue.ts'
import { unitFinder } from '../../imports/unit-verdict.ts'
import type { NewUnit } from '../../imports/units.ts'
import { isReason } from '../../shared/reasons.ts'
import { saidRoles } from '../staging/said-columns.ts'

/** '' where nothing is said; `unit` is a code or a name. */
type Said = { readonly unit: string; readonly code: string; readonly name: string }

/** Those with a code first: a unit that other rows name without its code is the same one. */
const distinctUnits = (trx: Connection, censusId: number, only: readonly number[] | null): Promise<Said[]> =>
  rows<Said>(
    trx,
    `select u.unit as unit, u.code as code, u.name as name
       from (
         select distinct said.unit, said.code, said.name
           from census_row as r
          cross join lateral ${saidRoles('r')}
          where r.census_id = :censusId::bigint
            and (:only::int[] is null or r.row_no = any (:only::int[]))
            and (said.unit <> '' or said.code <> '' or said.name <> '')) as u
      order by u.code = '', u.code, u.name, u.unit`,
    { censusId, only },
  )

/** Those for which the delivery keeps an identity free already. */
const listMade = (trx: Connection, censusId: number): Promise<(NewUnit & { id: number })[]> =>
  rows(
    trx,
    `select distinct u.unit_id as id, u.made->>'code' as code, u.made->>'name' as name, u.made->>'kind' as kind
       from census_unit as u
      where u.census_id = :censusId::bigint
        and u.made is not null`,
    { censusId },
  )

const keepFree = async (trx: Connection, made: readonly NewUnit[]): Promise<ReadonlyMap<string, number>> => {
  const ids = await rows<{ code: string; id: number }>(
    trx,
    `select c.code as code, nextval(pg_get_serial_sequence('unit', 'id')) as id
       from unnest(:codes::text[]) as c (code)`,
    { codes: made.map(({ code }) => code) },
  )
  return new Map(ids.map(({ code, id }) => [code, id]))
}

/** Of all rows anew, or what those of `only` say for the first time. */
export const understandUnits = async (
  trx: Connection,
  censusId: number,
  { create, declared }: { readonly create: boolean; readonly declared: readonly NewUnit[] },
  only: readonly number[] | null = null,
): Promise<void> => {
  if (only === null)
    await rows(trx, `delete from census_unit as u where u.census_id = :censusId::bigint`, { censusId })
  const former = await listMade(trx, censusId)
  const finder = unitFinder(await loadUnits(trx), {
    create,
    declared: [...declared, ...former.map(({ id: _, ...unit }) => unit)],
  })
  const orNull = (text: string): string | null => (text === '' ? null : text)
  const understood = (await distinctUnits(trx, censusId, only)).map((said) => ({
    said,
    meant: finder.find({ code: orNull(said.code), name: orNull(said.name), given: orNull(said.unit) }, null),
  }))
  const made = new Map(finder.newUnits().map((unit) => [unit.code, unit]))
  const kept = new Map(former.map(({ code, id }) => [code, id]))
  const free = await keepFree(
    trx,
    [...made.values()].filter(({ code }) => !kept.has(code)),
  )
  for (const [code, id] of free) kept.set(code, id)
  const lines = understood.map(({ said, meant }) => {
    if (isReason(meant)) {
      const problem = JSON.stringify({ code: meant.code, values: meant.values })
      return { ...said, unitId: null, made: null, problem }
    }
    if (meant !== null && 'unitCode' in meant) {
      const unit = JSON.stringify(made.get(meant.unitCode))
      return { ...said, unitId: kept.get(meant.unitCode) ?? null, made: unit, problem: null }
    }
    return { ...said, unitId: meant?.unitId ?? null, made: null, problem: null }
  })
  await rows(
    trx,
    `insert into census_unit (census_id, said, code, name, unit_id, made, problem)
     select :censusId::bigint, u.said, u.code, u.name, u.unit_id, u.made::jsonb, u.problem::jsonb
       from unnest(:said::text[], :code::text[], :name::text[], :unitId::bigint[], :made::text[], :problem::text[])
            as u (said, code, name, unit_id, made, problem)
         on conflict do nothing`,
    {
      censusId,
      said: lines.map((u) => u.unit),
      code: lines.map((u) => u.code),
      name: lines.map((u) => u.name),
      unitId: lines.map((u) => u.unitId),
      made: lines.map((u) => u.made),
      problem: lines.map((u) => u.problem),
    },
  )
}
