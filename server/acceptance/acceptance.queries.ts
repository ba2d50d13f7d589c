/** The acceptance of a delivery as it stands: its last draw, what was found so far in rates, and the decision. */

import { type Connection, first, one, rows } from '../db/database.ts'
import { Conflict } from '../errors.ts'
import { placeOf } from '../grids/locating.ts'
import type { Acceptance } from '../shared/acceptance.contract.ts'
import type { AcceptanceRates, AcceptanceSettings, SampleRule } from '../shared/acceptance-limits.ts'
import { type Inspected, ratesOf, type SampledClass } from './rates.ts'
import { getAcceptanceSettings } from './settings.ts'

export type Draw = {
  readonly id: number
  readonly drawNo: number
  readonly seed: number
  readonly rule: SampleRule
  readonly lot: { readonly components: number; readonly grids: number; readonly outside: number }
  readonly targets: string[]
  readonly by: string
  readonly at: string
  readonly decision: 'accepted' | 'returned' | null
  readonly reason: string | null
  readonly decidedBy: string | null
  readonly decidedAt: string | null
  readonly outcome: { readonly rates: AcceptanceRates } | null
}

/** The last one. */
export const findDraw = (db: Connection, censusId: number): Promise<Draw | undefined> =>
  first<Draw>(
    db,
    `select a.id as id, a.draw_no as "drawNo", a.seed as seed, a.rule as rule, a.targets as targets, a.actor as by, a.drawn_at as at,
            json_build_object('components', a.components, 'grids', a.grids, 'outside', a.outside) as lot,
            a.decision as decision, a.reason as reason, a.decided_by as "decidedBy", a.decided_at as "decidedAt", a.outcome as outcome
       from census_acceptance as a
      where a.census_id = :censusId::bigint
      order by a.draw_no desc
      limit 1`,
    { censusId },
  )

/** Throws Conflict where nothing was drawn. */
export const getDraw = async (db: Connection, censusId: number): Promise<Draw> => {
  const draw = await findDraw(db, censusId)
  if (draw) return draw
  throw new Conflict('no_sample', `No sample of delivery ${censusId} was drawn yet.`)
}

/** The same, in whose rows something may be entered, and held so until the transaction ends. */
export const getOpenDraw = async (trx: Connection, censusId: number): Promise<Draw> => {
  await rows(
    trx,
    `select a.id from census_acceptance as a where a.census_id = :censusId::bigint order by a.draw_no for share`,
    { censusId },
  )
  const draw = await getDraw(trx, censusId)
  if (draw.decision === null) return draw
  throw new Conflict('acceptance_decided', `Delivery ${censusId} was ${draw.decision}; its sample is closed.`)
}

export const listSampledGrids = (db: Connection, acceptanceId: number): Promise<SampledGrids> =>
  rows(
    db,
    `select g.grid_id as "gridId", g.code as code, g.name as name, g.components as components, coalesce(s.inspected, 0) as inspected,
            (select count(*) from undelivered_component as u
              where u.acceptance_id = g.acceptance_id and u.grid_id = g.grid_id) as undelivered
       from sampled_grid as g
       left join (
         select s.grid_id, count(s.outcome) as inspected
           from sampled_component as s
          where s.acceptance_id = :acceptanceId::bigint
          group by s.grid_id) as s on s.grid_id = g.grid_id
      where g.acceptance_id = :acceptanceId::bigint
      order by g.place_no`,
    { acceptanceId },
  )
type SampledGrids = NonNullable<Acceptance['sample']>['grids']

/** Whether rows were corrected, staged anew or thrown away since the draw. What is not in the sample is only counted. */
export const isOutOfDate = async (db: Connection, censusId: number, { id, lot }: Draw): Promise<boolean> => {
  const { good, differ } = await one<{ good: number; differ: boolean }>(
    db,
    `select (select count(*) from census_difference as d where d.census_id = :censusId::bigint) as good,
            exists (
              select from sampled_component as s
                left join (census_row as r
                     join census_difference as d on d.census_id = r.census_id and d.row_no = r.row_no
                     join census_meaning as m on m.census_id = r.census_id and m.row_no = r.row_no)
                  on r.census_id = :censusId::bigint and r.row_no = s.row_no
               where s.acceptance_id = :id::bigint
                 and (r.row_no is null
                      or r.code is distinct from s.code
                      or m.class_id is distinct from s.class_id
                      or not st_equals(${placeOf('r.geom')}, s.place))) as differ`,
    { censusId, id },
  )
  return differ || good !== lot.components + lot.outside
}

const listUndeliveredClasses = async (db: Connection, acceptanceId: number): Promise<number[]> =>
  (
    await rows<{ classId: number }>(
      db,
      `select u.class_id as "classId" from undelivered_component as u where u.acceptance_id = :acceptanceId::bigint`,
      { acceptanceId },
    )
  ).map(({ classId }) => classId)

/** Of what is sampled and of what was not delivered, in order of their codes. */
const listClasses = (db: Connection, acceptanceId: number): Promise<SampledClass[]> =>
  rows(
    db,
    `select k.id as id, k.code as code, k.name_zh as "nameZh", k.name_en as "nameEn", k.geometry as geometry
       from class as k
      where k.id in (select s.class_id from sampled_component as s where s.acceptance_id = :acceptanceId::bigint
                      union
                     select u.class_id from undelivered_component as u where u.acceptance_id = :acceptanceId::bigint)
      order by k.code collate "C", k.id`,
    { acceptanceId },
  )

export const readRates = async (
  db: Connection,
  { id, targets }: Draw,
  settings: Pick<AcceptanceSettings, 'limits' | 'accuracies'>,
): Promise<AcceptanceRates> => {
  const components = await rows<Inspected>(
    db,
    `select s.class_id as "classId", s.outcome as outcome, s.wrong as wrong, s.offset_m as "offsetM",
            array(select jsonb_object_keys(s.says)) as stated
       from sampled_component as s
      where s.acceptance_id = :id::bigint`,
    { id },
  )
  return ratesOf(
    components,
    await listUndeliveredClasses(db, id),
    await listClasses(db, id),
    targets,
    settings,
  )
}

/** All but what the caller may do. What was decided is shown by the rates of that day. */
export const readAcceptance = async (db: Connection, censusId: number): Promise<Omit<Acceptance, 'may'>> => {
  const found = await getAcceptanceSettings(db, censusId)
  const draw = await findDraw(db, censusId)
  if (!draw) return { ...found, sample: null, rates: null, decision: null }
  const { id, decision, decidedBy, decidedAt, outcome, reason, ...sample } = draw
  const rates = outcome?.rates ?? (await readRates(db, draw, found.settings))
  return {
    ...found,
    sample: {
      ...sample,
      grids: await listSampledGrids(db, id),
      outOfDate: await isOutOfDate(db, censusId, draw),
    },
    rates,
    decision:
      decision && decidedBy && decidedAt
        ? { decision, reason, by: decidedBy, at: decidedAt, met: rates.met }
        : null,
  }
}
