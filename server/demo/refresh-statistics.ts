/** Keeps the planner informed while much is loaded: the embedded database has no autovacuum, and a server's comes minutes too late. */
import type { Connection } from '../db/database.ts'

/** Not inside a transaction. Takes a tenth of a second or two; batches that follow take 4 s where they took more than 60 s without. */
export const refreshStatistics = async (db: Connection): Promise<void> => {
  await db.raw('vacuum batch_row')
  await db.raw('analyze component, component_version, component_role, component_grid, unit_version, class')
}
