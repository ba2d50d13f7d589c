/**
 * Components to export: which ones, then their records run by run of identities, so that no cursor holds the database while a client takes its time. Runs
 * are merge joins over the indexes (*measured*: 5,000 records in 62 ms; the same by a list of identities 660, by one cursor over all the first row after 9 s).
 */
import { type ListFilter, listCondition } from '../components/components.queries.ts'
import { lonLatOf, pointOf } from '../components/point-of.ts'
import { inForce } from '../db/as-of.ts'
import { type Connection, one, rows } from '../db/database.ts'
import { column, numbersOf } from '../db/number-columns.ts'
import type { PlanarGeometry } from '../imports/ewkb.ts'
import { type ComponentState, type Confirmation, ROLES, type Role } from '../shared/words.ts'

export type ScopeScheme = { readonly id: number; readonly code: string; readonly purpose: string }

/** As the database gives it: a copy of each would take as long as reading it. */
export type ComponentRecord = {
  readonly id: number
  readonly code: string
  readonly classId: number
  readonly name: string
  readonly state: ComponentState
  readonly location: string | null
  readonly surveyedOn: string | null
  readonly changedOn: string | null
  readonly dataSource: string | null
  readonly note: string | null
  /** JSON text; null where there is nothing. */
  readonly extra: string | null
  /** Its position in EPSG:4490, or as delivered where that was in the system asked for; null for lines and areas. */
  readonly x: number | null
  readonly y: number | null
  /** Their shape, likewise. */
  readonly shape: PlanarGeometry | null
  readonly isDelivered: boolean
  /** Of lines and areas, the point in EPSG:4490 that stands for it. */
  readonly point: [number, number] | null
} & Readonly<Record<`${Role}Unit`, number | null>> &
  Readonly<Record<`${Role}Confirmation`, Confirmation | null>> &
  Readonly<Record<`${Role}${'Until' | 'Basis'}`, string | null>> &
  /** By the scheme's number: the grid that it lies in. */
  Readonly<Record<`grid${number}`, number | null>>

/** All that match, in order of identity. */
export const findMatching = async (db: Connection, filter: ListFilter): Promise<Float64Array> => {
  const { sql, bindings } = listCondition(filter)
  const { ids, count } = await one<{ ids: Buffer | null; count: number }>(
    db,
    `select ${column('q.id')} as ids, count(*) as count
       from (
         select v.component_id as id
           from component_version as v
          where ${sql}
          order by v.component_id) as q`,
    bindings,
  )
  return numbersOf(ids, count)
}

/** Whether one of them is a line or an area. */
export const hasShapes = async (db: Connection, filter: ListFilter): Promise<boolean> => {
  const { sql, bindings } = listCondition(filter)
  const { found } = await one<{ found: boolean }>(
    db,
    `select exists (select
                      from component_version as v
                     where ${sql}
                       and geometrytype(v.geom) <> 'POINT') as found`,
    bindings,
  )
  return found
}

/** A run's records take about this many kilobytes, and some 20 ms to read. */
const RUN = 1_000
/** Where fewer than one in so many identities of a run's range matches, they are named one by one. */
const SPARSE = 4
const FEW = 250

type Run = { readonly sql: (alias: string) => string; readonly bindings: Readonly<Record<string, unknown>> }

const runsOf = function* (ids: Float64Array): Generator<Run> {
  for (let from = 0; from < ids.length; ) {
    const dense = ids.subarray(from, from + RUN)
    const [first = 0, last = 0] = [dense[0], dense.at(-1)]
    const isDense = last - first < SPARSE * dense.length
    const names = isDense ? dense : ids.subarray(from, from + FEW)
    from += names.length
    yield {
      sql: (alias) =>
        isDense
          ? `${alias}.component_id between :first::bigint and :last::bigint`
          : `${alias}.component_id = any(:ids::bigint[])`,
      bindings: { first, last, ids: Array.from(names) },
    }
  }
}

const joinRole = (role: Role, run: Run, at: string | undefined): string => `
           full join (select c.component_id, c.unit_id, c.state, c.until, c.basis
                        from component_role as c
                       where c.role = '${role}'
                         and ${inForce('c', at)}
                         and ${run.sql('c')}) as ${role} on ${role}.component_id = v.component_id`

const joinGrid = ({ id }: ScopeScheme, run: Run, at: string | undefined): string => `
           full join (select c.component_id, c.grid_id
                        from component_grid as c
                       where c.scheme_id = ${id}
                         and ${inForce('c', at)}
                         and ${run.sql('c')}) as grid${id} on grid${id}.component_id = v.component_id`

/**
 * Nearly all are points, whose two numbers need no JSON. Full joins, because those are merged or hashed whatever the planner expects: left ones became loops of
 * a thousand by a thousand where statistics were old (a run in 3 s). What they bring too much the list of identities takes away, outside of them, where it
 * misleads no estimate.
 */
const readRun = (
  db: Connection,
  run: Run,
  { schemes, at, crs }: { schemes: readonly ScopeScheme[]; at: string | undefined; crs: string },
): Promise<ComponentRecord[]> =>
  rows<ComponentRecord>(
    db,
    `select r.*
       from (
         select v.component_id as id, v.code as code, v.class_id as "classId", v.name as name, v.state as state,
                v.location as location, v.surveyed_on as "surveyedOn", v.changed_on as "changedOn",
                v.data_source as "dataSource", v.note as note, nullif(v.extra, '{}')::text as extra,
                v.is_delivered as "isDelivered", case when v.is_point then st_x(s.geom) end as x,
                case when v.is_point then st_y(s.geom) end as y,
                case when not v.is_point then st_asgeojson(s.geom, 15, 0)::json end as shape,
                case when not v.is_point then ${lonLatOf(pointOf('v.geom'))} end as point,
                ${ROLES.map((role) => `${role}.unit_id as "${role}Unit", ${role}.state as "${role}Confirmation", ${role}.until as "${role}Until", ${role}.basis as "${role}Basis"`).join(',\n                ')}
                ${schemes.map(({ id }) => `, grid${id}.grid_id as grid${id}`).join('')}
           from (select c.*, geometrytype(c.geom) = 'POINT' as is_point,
                        c.source_crs = :crs::text and c.source_geom is not null as is_delivered
                   from component_version as c
                  where ${inForce('c', at)}
                    and ${run.sql('c')}) as v
           ${ROLES.map((role) => joinRole(role, run, at)).join('')}
           ${schemes.map((scheme) => joinGrid(scheme, run, at)).join('')}
          cross join lateral (select case when v.is_delivered then v.source_geom else v.geom end as geom) as s
         offset 0) as r
      where r.id = any(:ids::bigint[])
      order by r.id`,
    { ...run.bindings, at: at ?? null, crs },
  )

/** In order of identity, in batches of one run. While one is taken, the database makes the next. An aborted signal ends it with its reason. */
export async function* readRecords(
  db: Connection,
  ids: Float64Array,
  scope: {
    schemes: readonly ScopeScheme[]
    at: string | undefined
    crs: string
    signal: AbortSignal | undefined
  },
): AsyncGenerator<ComponentRecord[]> {
  const runs = runsOf(ids)
  const read = (): Promise<ComponentRecord[]> | null => {
    const { done, value } = runs.next()
    return done ? null : readRun(db, value, scope)
  }
  for (let next = read(); next !== null; ) {
    const found = await next
    scope.signal?.throwIfAborted()
    next = read()
    // Whoever stops before the end has no use for it; its error is told when it is awaited.
    next?.catch(() => {})
    yield found
  }
}
