/** Components that stand in the extent and classes for which a delivery speaks, and that it does not bring. Without a declared extent nothing is missing. */
import { type Connection, rows } from '../../db/database.ts'
import { gridsAndBelow } from '../../grids/below.ts'

export type Declared = {
  /** Grids of any level; null: the whole district. */
  readonly grids: readonly number[] | null
  readonly classes: readonly number[]
}

/** SQL: version `v` stands in what is declared. Bindings `classes` and `grids`. */
export const standsInDeclared = ({ grids }: Declared): string => `
  v.valid_to is null
  and v.class_id = any (:classes::int[])
  ${
    grids === null
      ? 'and :grids::bigint[] is null'
      : `and exists (
    select from component_grid as c
     where c.component_id = v.component_id
       and c.valid_to is null
       and c.grid_id in (${gridsAndBelow('grids')}))`
  }`

/** A row in quarantine is a sign of life: its component is not missing. `only`: components that corrected rows are about. */
export const findMissing = async (
  trx: Connection,
  censusId: number,
  declared: Declared | null,
  only: readonly number[] | null = null,
): Promise<void> => {
  const kept = await rows<{ id: number; accepted: boolean }>(
    trx,
    `delete from census_missing as x
      where x.census_id = :censusId::bigint
        and (:only::bigint[] is null or x.component_id = any (:only::bigint[]))
     returning x.component_id as id, x.accepted as accepted`,
    { censusId, only },
  )
  if (declared === null) return
  const decided = kept.filter((x) => x.accepted !== null)
  await rows(
    trx,
    `insert into census_missing (census_id, component_id, accepted)
     select :censusId::bigint, v.component_id, k.accepted
       from component_version as v
       left join unnest(:ids::bigint[], :accepted::boolean[]) as k (id, accepted) on k.id = v.component_id
      where ${standsInDeclared(declared)}
        and (:only::bigint[] is null or v.component_id = any (:only::bigint[]))
        and not exists (
          select from census_difference as d
           where d.census_id = :censusId::bigint and d.component_id = v.component_id)
        and not exists (
          select from census_row as r where r.census_id = :censusId::bigint and r.code = v.code)`,
    {
      censusId,
      only,
      ...declared,
      ids: decided.map((x) => x.id),
      accepted: decided.map((x) => x.accepted),
    },
  )
}

/** Components that rows are about, as compared or by their code: they may be missing, or no longer. */
export const listAbout = async (
  trx: Connection,
  censusId: number,
  rowNos: readonly number[],
): Promise<number[]> =>
  (
    await rows<{ id: number }>(
      trx,
      `select d.component_id as id
         from census_difference as d
        where d.census_id = :censusId::bigint
          and d.row_no = any (:rowNos::int[])
        union
       select v.component_id
         from census_row as r
         join census as z on z.id = r.census_id
         join edition as e on e.id = z.edition_id
         join component_version as v
           on v.edition_id = coalesce(e.extends_id, e.id) and v.code = r.code and v.valid_to is null
        where r.census_id = :censusId::bigint
          and r.row_no = any (:rowNos::int[])`,
      { censusId, rowNos },
    )
  ).map(({ id }) => id)
