/** Components that stand in the extent and classes for which a delivery speaks, and that it does not bring. Without a declared extent nothing is missing. */
import { type Connection, rows } from '../db/database.ts'
import { gridsAndBelow } from '../grids/below.ts'

export type Declared = {
  /** Grids of any level; null: the whole district. */
  readonly grids: readonly number[] | null
  readonly classes: readonly number[]
}

/** A row in quarantine is a sign of life: its component is not missing. */
export const findMissing = async (
  trx: Connection,
  censusId: number,
  declared: Declared | null,
): Promise<void> => {
  const kept = await rows<{ id: number; accepted: boolean }>(
    trx,
    `delete from census_missing as x where x.census_id = :censusId::bigint returning x.component_id as id, x.accepted as accepted`,
    { censusId },
  )
  if (declared === null) return
  const decided = kept.filter((x) => x.accepted !== null)
  await rows(
    trx,
    `insert into census_missing (census_id, component_id, accepted)
     select :censusId::bigint, v.component_id, k.accepted
       from component_version as v
       left join unnest(:ids::bigint[], :accepted::boolean[]) as k (id, accepted) on k.id = v.component_id
      where v.valid_to is null
        and v.class_id = any (:classes::int[])
        and not exists (
          select from census_difference as d
           where d.census_id = :censusId::bigint and d.component_id = v.component_id)
        and not exists (
          select from census_row as r where r.census_id = :censusId::bigint and r.code = v.code)
        ${
          declared.grids === null
            ? ''
            : `and exists (
          select from component_grid as c
           where c.component_id = v.component_id
             and c.valid_to is null
             and c.grid_id in (${gridsAndBelow('grids')}))`
        }`,
    {
      censusId,
      classes: declared.classes,
      grids: declared.grids,
      ids: decided.map((x) => x.id),
      accepted: decided.map((x) => x.accepted),
    },
  )
}
