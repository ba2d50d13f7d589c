/** Reports in, and reports read. Whoever takes reports in may do so for any place; what is listed keeps to the reader's area. */
import { gridsOfArea } from '../accounts/area.ts'
import { readVersion } from '../db/end-write.ts'
import { InvalidInput, NotFound } from '../errors.ts'
import type { Handler } from '../http/route.ts'
import { requirePoint } from '../lookup/require-point.ts'
import type * as contract from '../shared/lookup.contract.ts'
import { createReport } from './create-report.ts'
import { REPORT_READERS } from './report-rights.ts'
import { findReport, listReports } from './reports.queries.ts'

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

const cursorOf = (cursor: string | undefined): number | undefined => {
  if (cursor === undefined) return undefined
  if (!/^\d{1,15}$/.test(cursor))
    throw new InvalidInput('invalid_cursor', 'cursor: is not one that this server gave', { field: 'cursor' })
  return Number(cursor)
}

export const answerListReports: Handler<typeof contract.listReports> = async ({ db }, { actor, query }) => {
  const { limit, cursor, ...filter } = query
  const version = await readVersion(db)
  const { items, total, next } = await listReports(
    db,
    { areas: gridsOfArea(actor, REPORT_READERS), ...filter },
    { limit, before: cursorOf(cursor) },
  )
  return { items, total, next: next === null ? null : String(next), version }
}

export const answerGetReport: Handler<typeof contract.getReport> = async ({ db }, { actor, params }) => {
  const found = await findReport(db, params.id, gridsOfArea(actor, REPORT_READERS))
  if (!found) throw new NotFound('report_not_found', `There is no report ${params.id} here.`)
  return found
}
