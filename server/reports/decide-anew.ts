/** Decides a report once more, by the registry as it is now: a new assignment behind the former ones, which stay. */
import { type Connection, one } from '../db/database.ts'
import { readVersion } from '../db/end-write.ts'
import { findComponentMeant } from '../lookup/component-meant.ts'
import { locate } from '../lookup/locate.ts'
import { decideWith, readDistrict } from '../responsibility/decide-at.ts'
import type { LonLat } from '../shared/crs.ts'
import { insertAssignment } from './create-report.ts'

type Reported = {
  readonly lon: number
  readonly lat: number
  readonly accuracyM: number
  readonly componentId: number | null
  readonly classId: number | null
}

/** Gives whether another unit is responsible now. One snapshot is the caller's business. */
export const decideAnew = async (
  trx: Connection,
  reportId: number,
): Promise<{ before: number; after: number }> => {
  const report = await one<Reported & { before: number }>(
    trx,
    `select st_x(r.place) as "lon", st_y(r.place) as "lat", r.accuracy_m as "accuracyM", r.said_component_id as "componentId",
            case when c.kind = 'component' then c.id end as "classId",
            (select a.unit_id from assignment as a where a.report_id = r.id order by a.id desc limit 1) as "before"
       from report as r
       left join class as c on c.id = r.class_id
      where r.id = :reportId::bigint`,
    { reportId },
  )
  const point: LonLat = [report.lon, report.lat]
  const version = await readVersion(trx)
  const places = await locate(trx, point)
  const meant = await findComponentMeant(trx, point, report.accuracyM, {
    componentId: report.componentId ?? undefined,
    classId: report.classId ?? undefined,
  })
  const decision = decideWith(await readDistrict(trx), places, meant)
  if (decision.unit.id !== report.before) await insertAssignment(trx, reportId, meant, decision, version)
  return { before: report.before, after: decision.unit.id }
}
