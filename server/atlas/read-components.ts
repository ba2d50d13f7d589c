/**
 * Reads current components out of one snapshot of the registry, packed by the database into bytes: a row of text a component takes the driver four
 * times as long (580,000 components: 9 s, now under 3 s). Positions are EPSG:4490 degrees; grids come as numbers of `grid-numbers.ts`.
 */
import type { Geometry } from 'geojson'
import { pointOf } from '../components/point-of.ts'
import { inForce } from '../db/as-of.ts'
import { type Connection, one, rows } from '../db/database.ts'
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

type Packed = { bytes: Buffer | null }
const VERSION_BYTES = 8 + 4 + 2 + 8 + 8
const ROLE_BYTES = 8 + 4 + 2
const PLACE_BYTES = 8 + 4 + 8
const IS_SHAPE = 256

const packVersions = (db: Connection, { sql, bindings }: Scope): Promise<Packed> =>
  one<Packed>(
    db,
    `select string_agg(int8send(p.component_id) || int4send(p.class_id) || int2send((p.state + p.shape)::int2)
                       || float8send(st_x(p.point)) || float8send(st_y(p.point)), ''::bytea) as bytes
       from (select v.component_id, v.class_id, array_position(:states::text[], v.state) - 1 as state,
                    case when geometrytype(v.geom) = 'POINT' then 0 else ${IS_SHAPE} end as shape, ${pointOf('v.geom')} as point
               from component_version as v
              where ${sql('v')}
              order by v.component_id) as p`,
    { ...bindings, states: COMPONENT_STATES },
  )

const packRoles = (db: Connection, { sql, bindings }: Scope): Promise<Packed> =>
  one<Packed>(
    db,
    `select string_agg(int8send(p.component_id) || int4send(p.unit_id::int) || int2send(p.word::int2), ''::bytea) as bytes
       from (select r.component_id, coalesce(r.unit_id, 0) as unit_id,
                    array_position(:roles::text[], r.role) * 16 + array_position(:confirmations::text[], r.state) as word
               from component_role as r
              where ${sql('r')}
              order by r.component_id) as p`,
    { ...bindings, roles: ROLES, confirmations: CONFIRMATIONS },
  )

const packPlaces = (db: Connection, { sql, bindings }: Scope): Promise<Packed> =>
  one<Packed>(
    db,
    `select string_agg(int8send(p.component_id) || int4send(p.scheme_id) || int8send(p.grid_id), ''::bytea) as bytes
       from (select g.component_id, g.scheme_id, g.grid_id
               from component_grid as g
              where ${sql('g')}
              order by g.component_id) as p`,
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

const UNIT_FIELDS = ROLES.map((role) => placeOfField(role))
const CONFIRMATION_FIELDS = ROLES.map((role) => placeOfField(`${role}Confirmation`))

/** 53 bits are enough for an identity. */
const idAt = (bytes: Buffer, at: number): number =>
  bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4)

/** Walks records that are in order of identity along the components, which are too; what belongs to none of them is passed over. */
const walk = (
  bytes: Buffer,
  size: number,
  ids: Float64Array,
  take: (record: number, component: number) => void,
): void => {
  let component = 0
  for (let record = 0; record < bytes.length; record += size) {
    const id = idAt(bytes, record)
    while (component < ids.length && (ids[component] as number) < id) component++
    if (ids[component] === id) take(record, component)
  }
}

const NONE = Buffer.alloc(0)

const readScope = async (
  db: Connection,
  scope: Scope,
  schemeIds: readonly number[],
  grids: GridNumbers,
): Promise<ReadComponents> => {
  const versions = (await packVersions(db, scope)).bytes ?? NONE
  const count = versions.length / VERSION_BYTES
  const [id, lon, lat] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)]
  const values = new Uint32Array(count * PROFILE_WIDTH)
  const withShape: number[] = []
  for (let n = 0; n < count; n++) {
    const at = n * VERSION_BYTES
    const word = versions.readUInt16BE(at + 12)
    id[n] = idAt(versions, at)
    values[n * PROFILE_WIDTH + placeOfField('class')] = versions.readUInt32BE(at + 8)
    values[n * PROFILE_WIDTH + placeOfField('state')] = word % IS_SHAPE
    lon[n] = versions.readDoubleBE(at + 14)
    lat[n] = versions.readDoubleBE(at + 22)
    if (word >= IS_SHAPE) withShape.push(id[n] as number)
  }
  const roles = (await packRoles(db, scope)).bytes ?? NONE
  walk(roles, ROLE_BYTES, id, (at, n) => {
    const word = roles.readUInt16BE(at + 12)
    const role = Math.floor(word / 16) - 1
    values[n * PROFILE_WIDTH + (UNIT_FIELDS[role] as number)] = roles.readUInt32BE(at + 8)
    values[n * PROFILE_WIDTH + (CONFIRMATION_FIELDS[role] as number)] = word % 16
  })
  const placed = (await packPlaces(db, scope)).bytes ?? NONE
  const places = schemeIds.map(() => new Uint32Array(count))
  walk(placed, PLACE_BYTES, id, (at, n) => {
    const column = places[schemeIds.indexOf(placed.readUInt32BE(at + 8))]
    if (column) column[n] = numberGrid(grids, idAt(placed, at + 12))
  })
  return { count, id, lon, lat, values, places, shapes: await readShapes(db, scope, withShape) }
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

/** Of a chunk: 3 MB of bytes, some 50 ms of the database. */
const CHUNK = 50_000

/** All of them in order of identity, chunk by chunk; must stand in one snapshot. */
export async function* readAllComponents(
  db: Connection,
  schemeIds: readonly number[],
  grids: GridNumbers,
): AsyncGenerator<ReadComponents> {
  let after = 0
  for (;;) {
    const { last } = await one<{ last: number | null }>(
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
    if (last === null) return
    yield await readScope(db, byRun(after + 1, last), schemeIds, grids)
    after = last
  }
}
