/**
 * What a change would do if it took effect now. It is done and taken back: what is told is what the rules themselves make of it, components and reports by the same functions
 * that will place and assign them.
 */
import { type Connection, rows } from '../db/database.ts'
import { takeBack } from '../imports/take-back.ts'
import { decideAnew } from '../reports/decide-anew.ts'
import type { Impact } from '../shared/boundaries.ts'
import type { UnitRef } from '../shared/units.contract.ts'
import type { Draft } from './draft.ts'
import { changedGround } from './effect/moved-components.ts'
import { type Effect, writeEffect } from './effect/take-effect.ts'

/** Named one by one; all are counted. */
const LISTED = 1_000
/** Each report is decided as if it came in: three statements. */
const MOST_REPORTS = 100

type When = 'before' | 'after'

/** Whether a version stands at the instant of the effect, or stood just before it. */
const holdsAt = (alias: string, when: When): string =>
  when === 'after'
    ? `${alias}.valid_to is null`
    : `${alias}.valid_from < :at::timestamptz and coalesce(${alias}.valid_to, 'infinity') >= :at::timestamptz`

/** Of grids as of `at`, or an instant before: the unit that answers, their own or the next one above. */
const answering = (grid: string, when: When): string => {
  const holds = (alias: string): string => holdsAt(alias, when)
  return `(
    with recursive up as (
      select ${grid} as id, 0 as above
       union all
      select v.parent_id, u.above + 1
        from up as u
        join grid_version as v on v.grid_id = u.id and ${holds('v')}
       where v.parent_id is not null and u.above < 6)
    select g.unit_id
      from up as u
      join grid_unit as g on g.grid_id = u.id and ${holds('g')}
     order by u.above
     limit 1)`
}

const unitJson = (alias: string): string =>
  `case when ${alias}.unit_id is not null
        then json_build_object('id', ${alias}.unit_id, 'code', ${alias}.code, 'name', ${alias}.name) end`
const faceJson = (version: string, level: string): string =>
  `case when ${version}.grid_id is not null
        then json_build_object('id', ${version}.grid_id, 'depth', ${level}.depth, 'code', ${version}.code, 'name', ${version}.name) end`

type Move = Impact['moves'][number]

/** Reports on ground that changes hands, and the grid of each before and after. */
const REPORTS = `
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

const listMoves = (trx: Connection, { id, head, schemeId }: Draft, { at }: Effect): Promise<Move[]> =>
  rows(
    trx,
    `with thing as (
       select a.grid_id as from_id, b.grid_id as to_id, 1 as components, 0 as reports
         from (select c.component_id, c.grid_id from component_grid as c
                where c.scheme_id = :schemeId::int and c.valid_to = :at::timestamptz) as a
         full join (select c.component_id, c.grid_id from component_grid as c
                     where c.scheme_id = :schemeId::int and c.valid_from = :at::timestamptz) as b on b.component_id = a.component_id
        union all
       select r.from_id, r.to_id, 0, 1 from (${REPORTS}) as r),
     moved as (
       select g.from_id, g.to_id, sum(g.components) as components, sum(g.reports) as reports
         from thing as g
        where g.from_id is distinct from g.to_id
        group by g.from_id, g.to_id)
     select ${faceJson('f', 'fl')} as "from", ${faceJson('t', 'tl')} as "to",
            ${unitJson('fu')} as "fromUnit", ${unitJson('tu')} as "toUnit", m.components as "components", m.reports as "reports"
       from moved as m
       left join lateral (select v.* from grid_version as v where v.grid_id = m.from_id and v.valid_from < :at::timestamptz
                           order by v.valid_from desc limit 1) as f on true
       left join level as fl on fl.id = f.level_id
       left join grid_version as t on t.grid_id = m.to_id and t.valid_to is null
       left join level as tl on tl.id = t.level_id
       left join unit_version as fu on fu.unit_id = ${answering('m.from_id', 'before')} and fu.valid_to is null
       left join unit_version as tu on tu.unit_id = ${answering('m.to_id', 'after')} and tu.valid_to is null
      order by m.components desc, m.reports desc, f.code, t.code`,
    { changeId: id, head, schemeId, at },
  )

const listMoved = (trx: Connection, { schemeId }: Draft, { at, moved }: Effect): Promise<Impact['listed']> =>
  rows(
    trx,
    `select v.component_id as "id", v.code as "code", v.name as "name",
            json_build_array(st_x(p.place), st_y(p.place)) as "place", a.grid_id as "from", b.grid_id as "to"
       from component_version as v
      cross join lateral (select st_pointonsurface(v.geom) as place) as p
       left join component_grid as a on a.component_id = v.component_id and a.scheme_id = :schemeId::int and a.valid_to = :at::timestamptz
       left join component_grid as b on b.component_id = v.component_id and b.scheme_id = :schemeId::int and b.valid_from = :at::timestamptz
      where v.component_id = any (:ids::bigint[])
        and v.valid_to is null
      order by v.component_id`,
    { schemeId, at, ids: moved.slice(0, LISTED) },
  )

type ReportFound = {
  id: number
  number: string
  place: [number, number]
  from: number | null
  to: number | null
  count: number
}

const listReports = (trx: Connection, { id, head, schemeId }: Draft): Promise<ReportFound[]> =>
  rows(
    trx,
    `select r.id as "id", r.number as "number", json_build_array(st_x(r.place), st_y(r.place)) as "place",
            r.from_id as "from", r.to_id as "to", count(*) over () as count
       from (${REPORTS}) as r
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

const decideReports = async (trx: Connection, found: readonly ReportFound[]): Promise<Impact['reports']> => {
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

/** Units that answer for touched ground, by grids of their own or by those above: told by the grids that have none below, so that none of it counts twice; and the components on it. */
const listUnits = (trx: Connection, { at, grids }: Effect): Promise<Impact['units']> =>
  rows(
    trx,
    `with held as (
       select ${answering('v.grid_id', 'before')} as unit_id, v.area_m2 as before, 0::float8 as after
         from grid_version as v
        where v.grid_id = any (:grids::bigint[]) and v.valid_to = :at::timestamptz
          and not exists (select from grid_version as k where k.parent_id = v.grid_id and ${holdsAt('k', 'before')})
        union all
       select ${answering('v.grid_id', 'after')}, 0, v.area_m2
         from grid_version as v
        where v.grid_id = any (:grids::bigint[]) and v.valid_from = :at::timestamptz and v.valid_to is null
          and not exists (select from grid_version as k where k.parent_id = v.grid_id and ${holdsAt('k', 'after')})),
     stood as (
       select ${answering('c.grid_id', 'before')} as unit_id, count(*) as before, 0::bigint as after
         from component_grid as c where c.valid_to = :at::timestamptz group by c.grid_id
        union all
       select ${answering('c.grid_id', 'after')}, 0, count(*)
         from component_grid as c where c.valid_from = :at::timestamptz group by c.grid_id),
     area as (select h.unit_id, sum(h.before) as before, sum(h.after) as after from held as h group by h.unit_id),
     moved as (select s.unit_id, sum(s.before) as before, sum(s.after) as after from stood as s group by s.unit_id)
     select ${unitJson('u')} as "unit", coalesce(a.before, 0) as "areaBeforeM2", coalesce(a.after, 0) as "areaAfterM2",
            coalesce(m.before, 0)::int as "componentsBefore", coalesce(m.after, 0)::int as "componentsAfter"
       from area as a
       full join moved as m on m.unit_id = a.unit_id
       join unit_version as u on u.unit_id = coalesce(a.unit_id, m.unit_id) and u.valid_to is null
      where abs(coalesce(a.after, 0) - coalesce(a.before, 0)) > 1e-6 or m.before is distinct from m.after
      order by abs(coalesce(a.after, 0) - coalesce(a.before, 0)) desc, u.code`,
    { at, grids },
  )

/** Of each touched grid: components in it and below, the share whose every role is confirmed or ruled, and how much of it its parts cover. */
const ratesOf = (when: When): string => {
  const holds = (alias: string): string => holdsAt(alias, when)
  return `
    (select json_build_object(
              'components', count(c.component_id),
              'confirmed', avg((not exists (select from component_role as r
                                             where r.component_id = c.component_id and r.valid_to is null
                                               and r.state not in ('confirmed', 'ruled')))::int)
                           filter (where c.component_id is not null),
              'coverage', (select sum(k.area_m2) from grid_version as k where k.parent_id = f.grid_id and ${holds('k')})
                          / (select v.area_m2 from grid_version as v where v.grid_id = f.grid_id and ${holds('v')}))
       from (with recursive down as (
               select f.grid_id as id
                union
               select k.grid_id from down as d join grid_version as k on k.parent_id = d.id and ${holds('k')})
             select d.id from down as d) as g
       left join component_grid as c on c.grid_id = g.id and ${holds('c')})`
}

const listGrids = (trx: Connection, { at, grids }: Effect): Promise<Impact['grids']> =>
  rows(
    trx,
    `select ${faceJson('f', 'l')} as "face", ${ratesOf('before')} as "before", ${ratesOf('after')} as "after"
       from (select distinct on (v.grid_id) v.*
               from grid_version as v
              where v.grid_id = any (:grids::bigint[]) and (v.valid_to is null or v.valid_to = :at::timestamptz)
              order by v.grid_id, v.valid_from desc) as f
       join level as l on l.id = f.level_id
      order by l.depth, f.code
      limit 200`,
    { at, grids },
  )

export const impactOf = (db: Connection, draft: Draft): Promise<Impact> =>
  takeBack(db, async (trx) => {
    const effect = await writeEffect(trx, draft)
    const moves = await listMoves(trx, draft, effect)
    const found = await listReports(trx, draft)
    const reports = await decideReports(trx, found)
    return {
      moves,
      components: effect.moved.length,
      listed: await listMoved(trx, draft, effect),
      cutOff: Math.max(0, effect.moved.length - LISTED),
      reports,
      reportsCutOff: Math.max(0, (found[0]?.count ?? 0) - found.length),
      units: await listUnits(trx, effect),
      grids: await listGrids(trx, effect),
    }
  })
