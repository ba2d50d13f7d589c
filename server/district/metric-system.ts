/** The metric system of the district, in which areas and distances are measured. */
import { type Connection, first } from '../db/database.ts'
import { Conflict } from '../errors.ts'

/** Throws Conflict where no grid was ever brought in. */
export const getMetricSrid = async (db: Connection): Promise<number> => {
  const found = await first<{ srid: number | null }>(db, `select d.metric_srid as srid from district as d`)
  if (found?.srid) return found.srid
  throw new Conflict('no_metric_system', 'The district has no grids yet, and so no metric system.')
}
