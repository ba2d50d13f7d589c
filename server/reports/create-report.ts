/** Takes a report in: stored, numbered, placed, assigned, and the gap it met recorded, all in one transaction. */
import { type Connection, first, one } from '../db/database.ts'
import { type Actor, endWrite, readVersion } from '../db/end-write.ts'
import { pointAt } from '../db/spatial.ts'
import { NotFound } from '../errors.ts'
import { findComponentMeant, type Meant } from '../lookup/component-meant.ts'
import { isInDistrict, locate, type Place } from '../lookup/locate.ts'
import type { Decision } from '../responsibility/assignment.ts'
import { decideWith, readDistrict } from '../responsibility/decide-at.ts'
import type { LonLat } from '../shared/crs.ts'

export type NewReport = {
  readonly point: LonLat
  readonly source: { readonly crs: string; readonly coordinates: LonLat }
  readonly classId: number | null
  readonly componentId: number | null
  readonly words: string
  readonly accuracyM: number
  readonly channel: string
}

/** The class of the report, if it names one; only a component's class makes us look for a component. */
const requireClass = async (
  db: Connection,
  classId: number | null,
): Promise<'component' | 'event' | null> => {
  if (classId === null) return null
  const found = await first<{ kind: 'component' | 'event' }>(
    db,
    `select c.kind as kind from class as c where c.id = :classId::int`,
    { classId },
  )
  if (!found) throw new NotFound('class_not_found', `There is no class ${classId}.`, { field: 'classId' })
  return found.kind
}

/** The number that people quote: the day in UTC and the report's own sequence. */
const insertReport = (
  trx: Connection,
  actor: Actor,
  report: NewReport,
  inDistrict: boolean,
): Promise<{ id: number; number: string }> =>
  one(
    trx,
    `insert into report (id, number, channel, words, class_id, place, source_crs, source_x, source_y, accuracy_m,
                         account_id, received_by, in_district, said_component_id)
     overriding system value
     select n.id, to_char(now() at time zone 'UTC', 'YYYYMMDD') || '-' || lpad(n.id::text, 6, '0'),
            :channel::text, :words::text, :classId::int, st_setsrid(st_point(:lon::float8, :lat::float8), 4490),
            :crs::text, :x::float8, :y::float8, :accuracyM::float8, :accountId::bigint, :receivedBy::text,
            :inDistrict::boolean, :componentId::bigint
       from (select nextval(pg_get_serial_sequence('report', 'id')) as id) as n
     returning id as id, number as number`,
    {
      channel: report.channel,
      words: report.words,
      classId: report.classId,
      lon: report.point[0],
      lat: report.point[1],
      crs: report.source.crs,
      x: report.source.coordinates[0],
      y: report.source.coordinates[1],
      accuracyM: report.accuracyM,
      accountId: actor.accountId,
      receivedBy: actor.name,
      inDistrict,
      componentId: report.componentId,
    },
  )

const insertPlace = async (trx: Connection, reportId: number, point: LonLat, place: Place): Promise<void> => {
  const grid = place.grids.at(-1)
  if (grid === undefined || place.placement === 'none') return
  const nearest = place.placement === 'nearest'
  const scheme_id = place.scheme.id
  await trx('report_grid').insert({
    report_id: reportId,
    scheme_id,
    grid_id: grid.id,
    placement: place.placement,
    distance_m: nearest ? (place.borderM ?? 0) : 0,
  })
  if (!place.inGap) return
  await trx('gap').insert({
    scheme_id,
    place: pointAt(trx, point),
    nearest_grid_id: grid.id,
    found_by: 'report',
    found_id: reportId,
  })
}

export const insertAssignment = (
  trx: Connection,
  reportId: number,
  meant: Meant,
  decision: Decision,
  version: number,
) =>
  trx.raw(
    `insert into assignment (report_id, component_id, unit_id, step, trace, version)
     values (:reportId::bigint, :componentId::bigint, :unitId::bigint, :step::text, :trace::jsonb, :version::bigint)`,
    {
      reportId,
      componentId: meant.component?.id ?? null,
      unitId: decision.unit.id,
      step: decision.step,
      trace: JSON.stringify(decision.trace),
      version,
    },
  )

/** Gives the report's identity. Everything is read and decided on one snapshot, whose version the assignment keeps. */
export const createReport = (db: Connection, actor: Actor, report: NewReport): Promise<number> =>
  db.transaction(
    async (trx) => {
      const version = await readVersion(trx)
      const kind = await requireClass(trx, report.classId)
      const places = await locate(trx, report.point)
      const meant = await findComponentMeant(trx, report.point, report.accuracyM, {
        componentId: report.componentId ?? undefined,
        classId: kind === 'component' ? (report.classId ?? undefined) : undefined,
      })
      const decision = decideWith(await readDistrict(trx), places, meant)
      const { id, number } = await insertReport(trx, actor, report, isInDistrict(places))
      for (const place of places) await insertPlace(trx, id, report.point, place)
      await insertAssignment(trx, id, meant, decision, version)
      await endWrite(trx, actor, {
        action: 'report.create',
        entity: 'report',
        entityId: id,
        after: { number, unit: decision.unit, step: decision.step },
      })
      return id
    },
    { isolationLevel: 'repeatable read' },
  )
