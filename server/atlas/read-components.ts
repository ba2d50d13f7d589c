/**
 * Reads current components out of one snapshot of the registry, as columns: a row of text a component takes the driver five times as long.
 * Positions are EPSG:4490 degrees; grids come as numbers of `grid-numbers.ts`.
 */
import type { Geometry } from 'geojson'
import { pointOf } from '../components/point-of.ts'
import { inForce } from '../db/as-of.ts'
import { type Connection, one, rows } from '../db/database.ts'
import { column, numberColumns } from '../db/number-columns.ts'
import { COMPONENT_STATES, CONFIRMATIONS, ROLES } from '../shared/words.ts'
import type { ReadComponents } from './components.ts'
import { type GridNumbers, numberGrid } from './grid-numbers.ts'
import { PROFILE_WIDTH, placeOfField } from './profiles.ts'

/** A run of identities, or some by name; `sql` is the condition on the rows under an alias. */
type Scope = { readonly sql: (alias: string) => string; readonly bindings: Readonly<Record<string, unknown>> }
const byNames = (ids: readonly number[], at: string | undefined): Scope => ({
  sql: (alias) => `${inForce(alias, at)} and ${alias}.component_id = any(:ids::bigint[])`,
  bindings: { ids, at: at ?? null },
})
const byRun = (first: number, last: number): Scope => ({
  sql: (alias) =>
    `${inForce(alias, undefined)} and ${alias}.component_id between :first::bigint and :last::bigint`,
  bindings: { first, last },
})

/** Added to the state of what is a line or an area. */
const IS_SHAPE = 256

const readVersions = (db: Connection, { sql, bindings }: Scope) =>
  numberColumns<'id' | 'classId' | 'word' | 'lon' | 'lat'>(
    db,
    `select ${column('p.component_id')} as "id", ${column('p.class_id')} as "classId", ${column('p.word::int2')} as "word",
            ${column('st_x(p.point)')} as "lon", ${column('st_y(p.point)')} as "lat"
       from (select v.component_id, v.class_id, ${pointOf('v.geom')} as point,
                    array_position(:states::text[], v.state) - 1
                    + case when geometrytype(v.geom) = 'POINT' then 0 else ${IS_SHAPE} end as word
               from component_version as v
              where ${sql('v')}) as p`,
    { ...bindings, states: COMPONENT_STATES },
  )

const readRoles = (db: Connection, { sql, bindings }: Scope) =>
  numberColumns<'id' | 'unitId' | 'word'>(
    db,
    `select ${column('p.component_id')} as "id", ${column('p.unit_id')} as "unitId", ${column('p.word::int2')} as "word"
       from (select r.component_id, coalesce(r.unit_id, 0) as unit_id,
                    array_position(:roles::text[], r.role) * 16 + array_position(:confirmations::text[], r.state) as word
               from component_role as r
              where ${sql('r')}) as p`,
    { ...bindings, roles: ROLES, confirmations: CONFIRMATIONS },
  )

const readPlaces = (db: Connection, { sql, bindings }: Scope) =>
  numberColumns<'id' | 'schemeId' | 'gridId'>(
    db,
    `select ${column('p.component_id')} as "id", ${column('p.scheme_id')} as "schemeId", ${column('p.grid_id')} as "gridId"
       from (select g.component_id, g.scheme_id, g.grid_id
               from component_grid as g
              where ${sql('g')}) as p`,
    bindings,
  )

const readShapes = async (
  db: Connection,
  { sql, bindings }: Scope,
  ids: readonly number[],
): Promise<Map<number, Geometry>> => {
  if (ids.length === 0) return new Map()
  const found = await rows<{ id: number; shape: Geometry }>(
    db,
    `select v.component_id as id, st_asgeojson(v.geom, 9, 0)::json as shape
       from component_version as v
      where ${sql('v')}
        and v.component_id = any(:shapes::bigint[])`,
    { ...bindings, shapes: ids },
  )
  return new Map(found.map(({ id, shape }) => [id, shape]))
}

const CLASS_FIELD = placeOfField('class')
const STATE_FIELD = placeOfField('state')
const UNIT_FIELDS = ROLES.map((role) => placeOfField(role))
const CONFIRMATION_FIELDS = ROLES.map((role) => placeOfField(`${role}Confirmation`))

const readScope = async (
  db: Connection,
  scope: Scope,
  schemeIds: readonly number[],
  grids: GridNumbers,
): Promise<ReadComponents> => {
  const { id, classId, word, lon, lat } = await readVersions(db, scope)
  const roles = await readRoles(db, scope)
  const placed = await readPlaces(db, scope)
  const componentOf = new Map<number, number>()
  for (let n = 0; n < id.length; n++) componentOf.set(id[n] as number, n)
  const values = new Uint32Array(id.length * PROFILE_WIDTH)
  const withShape: number[] = []
  for (let n = 0; n < id.length; n++) {
    values[n * PROFILE_WIDTH + CLASS_FIELD] = classId[n] as number
    values[n * PROFILE_WIDTH + STATE_FIELD] = (word[n] as number) % IS_SHAPE
    if ((word[n] as number) >= IS_SHAPE) withShape.push(id[n] as number)
  }
  for (let row = 0; row < roles.id.length; row++) {
    const n = componentOf.get(roles.id[row] as number)
    const role = Math.floor((roles.word[row] as number) / 16) - 1
    if (n === undefined) continue
    values[n * PROFILE_WIDTH + (UNIT_FIELDS[role] as number)] = roles.unitId[row] as number
    values[n * PROFILE_WIDTH + (CONFIRMATION_FIELDS[role] as number)] = (roles.word[row] as number) % 16
  }
  const places = schemeIds.map(() => new Uint32Array(id.length))
  for (let row = 0; row < placed.id.length; row++) {
    const n = componentOf.get(placed.id[row] as number)
    const column = places[schemeIds.indexOf(placed.schemeId[row] as number)]
    if (n !== undefined && column) column[n] = numberGrid(grids, placed.gridId[row] as number)
  }
  const shapes = await readShapes(db, scope, withShape)
  return { count: id.length, id, lon, lat, values, places, shapes }
}

/** Those of the named that are there now, or were at an instant. */
export const readComponents = (
  db: Connection,
  ids: readonly number[],
  schemeIds: readonly number[],
  grids: GridNumbers,
  at?: string,
): Promise<ReadComponents> => readScope(db, byNames(ids, at), schemeIds, grids)

export const countComponents = async (db: Connection): Promise<number> =>
  (
    await one<{ count: number }>(
      db,
      `select count(*) as count from component_version as v where v.valid_to is null`,
    )
  ).count

/** Of a chunk: 6 MB of bytes, some 200 ms of the database. */
const CHUNK = 50_000

const lastOfChunk = async (db: Connection, after: number): Promise<number | null> =>
  (
    await one<{ last: number | null }>(
      db,
      `select max(n.component_id) as last
         from (select v.component_id
                 from component_version as v
                where v.valid_to is null
                  and v.component_id > :after::bigint
                order by v.component_id
                limit :chunk::int) as n`,
      { after, chunk: CHUNK },
    )
  ).last

/** All of them, chunk by chunk by identity; must stand in one snapshot. While one chunk is taken, the database makes the next. */
export async function* readAllComponents(
  db: Connection,
  schemeIds: readonly number[],
  grids: GridNumbers,
): AsyncGenerator<ReadComponents> {
  const read = async (after: number): Promise<{ last: number; chunk: ReadComponents } | null> => {
    const last = await lastOfChunk(db, after)
    if (last === null) return null
    return { last, chunk: await readScope(db, byRun(after + 1, last), schemeIds, grids) }
  }
  for (let next = await read(0); next !== null; ) {
    const following = read(next.last)
    // Whoever stops before the end has no use for it; its error is told when it is awaited.
    following.catch(() => {})
    yield next.chunk
    next = await following
  }
}
