/** Which of some reports somebody may hear of: those who may read reports, and of them those inside the area of the account. */
import { gridsOfArea } from '../accounts/area.ts'
import { type Connection, rows } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import { gridsAndBelow } from '../grids/below.ts'
import { REPORT_READERS } from '../reports/report-rights.ts'
import type { NewReport } from '../reports/watch-reports.ts'

export const visibleReports = async (
  db: Connection,
  actor: Actor,
  reports: readonly NewReport[],
): Promise<readonly NewReport[]> => {
  const areas = gridsOfArea(actor, REPORT_READERS)
  if (areas === null || reports.length === 0) return reports
  if (areas.length === 0) return []
  const inside = await rows<{ id: number }>(
    db,
    `select distinct p.report_id as id
       from report_grid as p
      where p.report_id = any(:reports::bigint[])
        and p.grid_id in (${gridsAndBelow('areas')})`,
    { reports: reports.map(({ id }) => id), areas },
  )
  const ids = new Set(inside.map(({ id }) => id))
  return reports.filter(({ id }) => ids.has(id))
}
