/** Which of some reports somebody may hear of: those who may read reports, and of them those inside the area of the account. */
import { gridsOfArea } from '../accounts/area.ts'
import { type Connection, rows } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import { gridsAndBelow } from '../grids/below.ts'
import { REPORT_READERS } from '../reports/report-rights.ts'

export type NewReport = { readonly id: number; readonly number: string }

/** In the order of their numbers. */
export const visibleReports = async (
  db: Connection,
  actor: Actor,
  reports: readonly number[],
): Promise<readonly NewReport[]> => {
  const areas = gridsOfArea(actor, REPORT_READERS)
  if (reports.length === 0 || areas?.length === 0) return []
  return rows<NewReport>(
    db,
    `select r.id as id, r.number as number
       from report as r
      where r.id = any(:reports::bigint[])
        and ${
          areas === null
            ? 'true'
            : `exists (select from report_grid as p where p.report_id = r.id and p.grid_id in (${gridsAndBelow('areas')}))`
        }
      order by r.id`,
    { reports, areas },
  )
}
