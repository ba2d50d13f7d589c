/** Reports in, and reports read. Whoever takes reports in may do so for any place; what is listed keeps to the reader's area. */
import { gridsOfArea } from '../accounts/area.ts'
import { readVersion } from '../db/end-write.ts'
import { NotFound } from '../errors.ts'
import { pageById, readIdCursor } from '../http/cursor.ts'
import type { Handler } from '../http/route.ts'
import { requirePoint } from '../lookup/require-point.ts'
import type * as contract from '../shared/lookup.contract.ts'
import { createReport } from './create-report.ts'
import { REPORT_READERS } from './report-rights.ts'
import { findReport, listReportsBefore } from './reports.queries.ts'

export const answerCreateReport: Handler<typeof contract.createReport> = async ({ db }, { body, actor }) => {
  const point = requirePoint(body.crs, body.point, 'point')
  const id = await createReport(db, actor, {
    ...body,
    point,
    source: { crs: body.crs, coordinates: body.point },
  })
  const made = await findReport(db, id, null)
  if (!made) throw new Error(`report ${id} vanished`)
  return made
}

export const answerListReports: Handler<typeof contract.listReports> = async (
  { db },
  { actor, query: { limit, cursor, ...filter } },
) => {
  const before = readIdCursor(cursor)
  const version = await readVersion(db)
  const { found, total } = await listReportsBefore(
    db,
    { areas: gridsOfArea(actor, REPORT_READERS), ...filter },
    { before, limit: limit + 1 },
  )
  return { ...pageById(found, limit), total, version }
}

export const answerGetReport: Handler<typeof contract.getReport> = async ({ db }, { actor, params }) => {
  const found = await findReport(db, params.id, gridsOfArea(actor, REPORT_READERS))
  if (!found) throw new NotFound('report_not_found', `There is no report ${params.id} here.`)
  return found
}
