/** Reports with their latest assignment, their grids as they were when the report came in, and the trace of why. */
import { type Connection, first, one, rows } from '../db/database.ts'
import { gridsAndBelow } from '../grids/below.ts'
import type { Report } from '../shared/lookup.contract.ts'

type Stored = Omit<Report, 'source' | 'places'> & {
  sourceCrs: string
  sourceX: number
  sourceY: number
  places: Report['places'] | null
}

/** The chain of each grid of a report, top down, by the versions in force when it was received. */
const PLACES = `
  (with recursive chain as (
     select p.scheme_id, p.placement, p.grid_id, 0 as above
       from report_grid as p
      where p.report_id = r.id
     union all
     select k.scheme_id, k.placement, g.parent_id, k.above + 1
       from chain as k
       join grid_version as g on g.grid_id = k.grid_id
        and g.valid_from <= r.received_at and coalesce(g.valid_to, 'infinity') > r.received_at
      where g.parent_id is not null and k.above < 6
   )
   select jsonb_agg(jsonb_build_object(
            'scheme', jsonb_build_object('id', s.id, 'code', s.code, 'nameZh', s.name_zh, 'nameEn', s.name_en),
            'placement', k.placement, 'grids', k.grids) order by s.rank)
     from (
       select c.scheme_id, c.placement,
              jsonb_agg(jsonb_build_object('id', g.grid_id, 'code', g.code, 'name', g.name,
                'level', jsonb_build_object('id', l.id, 'depth', l.depth, 'code', l.code, 'nameZh', l.name_zh, 'nameEn', l.name_en))
                order by c.above desc) as grids
         from chain as c
         join grid_version as g on g.grid_id = c.grid_id
          and g.valid_from <= r.received_at and coalesce(g.valid_to, 'infinity') > r.received_at
         join level as l on l.id = g.level_id
        group by c.scheme_id, c.placement
     ) as k
     join scheme as s on s.id = k.scheme_id)`

const REPORT = `
  select r.id as "id", r.number as "number", r.received_at as "receivedAt", r.channel as "channel", r.words as "words",
         case when c.id is not null then jsonb_build_object('id', c.id, 'code', c.code, 'edition', e.code,
              'nameZh', c.name_zh, 'nameEn', c.name_en, 'kind', c.kind) end as "class",
         jsonb_build_array(st_x(r.place), st_y(r.place)) as "point",
         r.source_crs as "sourceCrs", r.source_x as "sourceX", r.source_y as "sourceY",
         r.accuracy_m as "accuracyM", r.received_by as "receivedBy", r.in_district as "inDistrict",
         ${PLACES} as "places",
         (select jsonb_build_object('id', v.component_id, 'code', v.code, 'name', v.name)
            from component_version as v
           where v.component_id = a.component_id
           order by v.valid_to is null desc, v.valid_from desc
           limit 1) as "component",
         (select jsonb_build_object('id', v.unit_id, 'code', v.code, 'name', v.name)
            from unit_version as v
           where v.unit_id = a.unit_id
           order by v.valid_to is null desc, v.valid_from desc
           limit 1) as "responsible",
         a.trace as "trace", a.version as "version"
    from report as r
    join lateral (
      select x.component_id, x.unit_id, x.trace, x.version
        from assignment as x
       where x.report_id = r.id
       order by x.id desc
       limit 1
    ) as a on true
    left join class as c on c.id = r.class_id
    left join edition as e on e.id = c.edition_id`

const toReport = ({ sourceCrs, sourceX, sourceY, places, ...report }: Stored): Report => ({
  ...report,
  source: { crs: sourceCrs, coordinates: [sourceX, sourceY] },
  places: places ?? [],
})

/** `areas`: only reports inside these grids or below them; null means everywhere. */
export type ReportFilter = {
  readonly areas: readonly number[] | null
  readonly unit?: number | undefined
  readonly grid?: number | undefined
  /** Only reports that came after this one. */
  readonly after?: number | undefined
}

const conditionsOf = ({ areas, unit, grid, after }: ReportFilter): string =>
  [
    'true',
    ...(areas === null
      ? []
      : [
          `r.id in (select p.report_id from report_grid as p where p.grid_id in (${gridsAndBelow('areas')}))`,
        ]),
    ...(grid === undefined
      ? []
      : [`r.id in (select p.report_id from report_grid as p where p.grid_id in (${gridsAndBelow('grid')}))`]),
    ...(unit === undefined
      ? []
      : [
          `(select x.unit_id from assignment as x where x.report_id = r.id order by x.id desc limit 1) = :unit::bigint`,
        ]),
    ...(after === undefined ? [] : [`r.id > :after::bigint`]),
  ].join(' and ')

const bindingsOf = ({ areas, unit, grid, after }: ReportFilter): Record<string, unknown> => ({
  ...(areas === null ? {} : { areas }),
  ...(grid === undefined ? {} : { grid: [grid] }),
  ...(unit === undefined ? {} : { unit }),
  ...(after === undefined ? {} : { after }),
})

/** Newest first; `before` continues below a report of the former page. */
export const listReportsBefore = async (
  db: Connection,
  filter: ReportFilter,
  { limit, before }: { limit: number; before: number | null },
): Promise<{ found: Report[]; total: number }> => {
  const where = conditionsOf(filter)
  const bindings = bindingsOf(filter)
  const { total } = await one<{ total: number }>(
    db,
    `select count(*) as total from report as r where ${where}`,
    bindings,
  )
  const found = await rows<Stored>(
    db,
    `${REPORT}
      where ${where}
        and r.id < coalesce(:before::bigint, 9223372036854775807)
      order by r.id desc
      limit :limit::int`,
    { ...bindings, before, limit },
  )
  return { found: found.map(toReport), total }
}

export const findReport = async (
  db: Connection,
  id: number,
  areas: readonly number[] | null,
): Promise<Report | undefined> => {
  const filter: ReportFilter = { areas }
  const found = await first<Stored>(db, `${REPORT} where r.id = :id::bigint and ${conditionsOf(filter)}`, {
    ...bindingsOf(filter),
    id,
  })
  return found && toReport(found)
}
