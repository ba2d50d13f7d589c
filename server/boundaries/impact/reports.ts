/** Reports on ground that changes hands, each decided as if it came in now. */
import { type Connection, rows } from '../../db/database.ts'
import { decideAnew } from '../../reports/decide-anew.ts'
import type { Impact } from '../../shared/boundaries.ts'
import type { UnitRef } from '../../shared/units.contract.ts'
import type { Draft } from '../draft.ts'
import { changedGround } from '../effect/moved-components.ts'

/** Each is three statements. */
const MOST_REPORTS = 100

/** Reports on ground that changes hands, and the grid of each before and after. */
export const REPORTS_MOVED = `
  with ground as materialized (
    select d.geom from (${changedGround}) as g cross join lateral st_dump(g.geom) as d)
  select r.id, r.number, r.place, p.grid_id as from_id, t.grid_id as to_id
    from report as r
    left join report_grid as p on p.report_id = r.id and p.scheme_id = :schemeId::int
    left join lateral (
      select v.grid_id
        from grid_version as v
        join level as l on l.id = v.level_id and l.scheme_id = :schemeId::int
       where v.valid_to is null and v.geom && r.place and st_covers(v.geom, r.place)
       order by l.depth desc, v.code collate "C"
       limit 1) as t on true
   where exists (select from ground as g where g.geom && r.place and st_intersects(g.geom, r.place))`

type ReportFound = {
  id: number
  number: string
  place: [number, number]
  from: number | null
  to: number | null
  count: number
}

export const listReports = (trx: Connection, { id, head, schemeId }: Draft): Promise<ReportFound[]> =>
  rows(
    trx,
    `select r.id as "id", r.number as "number", json_build_array(st_x(r.place), st_y(r.place)) as "place",
            r.from_id as "from", r.to_id as "to", count(*) over () as count
       from (${REPORTS_MOVED}) as r
      order by r.id desc
      limit ${MOST_REPORTS}`,
    { changeId: id, head, schemeId },
  )

const unitsNamed = async (trx: Connection, ids: readonly number[]): Promise<Map<number, UnitRef>> => {
  const found = await rows<UnitRef>(
    trx,
    `select v.unit_id as "id", v.code as "code", v.name as "name" from unit_version as v
      where v.unit_id = any (:ids::bigint[]) and v.valid_to is null`,
    { ids },
  )
  return new Map(found.map((unit) => [unit.id, unit]))
}

export const decideReports = async (
  trx: Connection,
  found: readonly ReportFound[],
): Promise<Impact['reports']> => {
  const decided: { before: number; after: number }[] = []
  for (const { id } of found) decided.push(await decideAnew(trx, id))
  const units = await unitsNamed(
    trx,
    decided.flatMap(({ before, after }) => [before, after]),
  )
  return found.map(({ count: _, ...report }, n) => ({
    ...report,
    unit: units.get(decided[n]?.before ?? 0) ?? null,
    unitAfter: units.get(decided[n]?.after ?? 0) ?? null,
  }))
}
