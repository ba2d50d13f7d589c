/** Keeps the planner's numbers of the components' tables true while they grow: nothing else does on the embedded database, which runs no autovacuum. */
import { type Connection, one } from '../db/database.ts'

/** The columns that imports and readers join and filter by; the wide ones would only cost time. */
const ANALYSED = {
  component_version: 'component_id, edition_id, code, class_id, valid_to',
  component_role: 'component_id, role, unit_id, valid_to',
  component_grid: 'component_id, scheme_id, grid_id, valid_to',
} as const
/** Below this growth the old numbers still serve; without any, 4,600 rows met 12,000 in a nested loop for 80 s. */
const GROWTH = 0.2

/** To be called in the transaction that made `added` components, once they are written to these tables. */
export const analyseAfterGrowth = async (
  trx: Connection,
  added: number,
  ...tables: readonly (keyof typeof ANALYSED)[]
): Promise<void> => {
  for (const table of tables) {
    const { known } = await one<{ known: number }>(
      trx,
      `select c.reltuples::float8 as known from pg_class as c where c.oid = :table::regclass`,
      { table },
    )
    if (added > GROWTH * Math.max(0, known)) await trx.raw(`analyze ${table} (${ANALYSED[table]})`)
  }
}
