/**
 * Some current components as the database packs them: one int8 a version, a role and a grid (`number-columns.ts`), its upper half telling by place which
 * component is meant. Positions are EPSG:4490 degrees.
 */
import { isPoint, pointOf } from '../components/point-of.ts'
import { inForce } from '../db/as-of.ts'
import { type Connection, one } from '../db/database.ts'
import { type ColumnBytes, column, pointColumn } from '../db/number-columns.ts'
import { COMPONENT_STATES, CONFIRMATIONS, ROLES } from '../shared/words.ts'

/** Places are below this. */
export const MOST_PLACES = 2 ** 15

/** Which components: their rows of a table under an alias, and the place of each row's component. */
export type Scope = {
  readonly from: (table: string, alias: string) => string
  readonly place: (alias: string) => string
  readonly bindings: Readonly<Record<string, unknown>>
}

/** By name, now or at an instant: a component's place is that of its name. */
export const byNames = (ids: readonly number[], at: string | undefined): Scope => ({
  from: (table, alias) =>
    `from unnest(:ids::bigint[]) with ordinality as n (id, place)
     join ${table} as ${alias} on ${alias}.component_id = n.id and ${inForce(alias, at)}`,
  place: () => '(n.place - 1)',
  bindings: { ids, at: at ?? null },
})

/** A run of identities from the first on: a component's place is its distance from there. */
export const byRun = (first: number): Scope => ({
  from: (table, alias) =>
    `from ${table} as ${alias}
    where ${inForce(alias, undefined)}
      and ${alias}.component_id between :first::bigint and :last::bigint`,
  place: (alias) => `(${alias}.component_id - :first::bigint)`,
  bindings: { first, last: first + MOST_PLACES - 1 },
})

/** The place of a word in its list, in SQL; null where it is not there. A `case` costs half of what array_position does. */
const placeOfWord = (words: readonly string[], expression: string): string =>
  `case ${expression} ${words.map((word, n) => `when '${word}' then ${n}`).join(' ')} end`

/** `words` holds an int8 a row; `count` says how many rows there were. */
type Packed = { readonly count: number; readonly words: ColumnBytes }

const packed = (upper: string, lower: string): string =>
  `count(*) as count, ${column(`((${upper})::int8 << 32) | (${lower})`)} as words`

/** Upper half: place, state (3 bits), whether it is a line or an area. Lower half: class. */
export const readVersions = (
  db: Connection,
  { from, place, bindings }: Scope,
): Promise<Packed & { readonly points: ColumnBytes }> =>
  one(
    db,
    // Without the offset the planner asks twice for the kind of each shape, a fifth of the work.
    `select ${packed('(p.place << 4) | (p.state << 1) | case when p.is_point then 0 else 1 end', 'p.class_id')},
            ${pointColumn(pointOf('p.geom', 'p.is_point'))} as points
       from (select ${place('v')} as place, ${placeOfWord(COMPONENT_STATES, 'v.state')} as state,
                    v.class_id, v.geom, ${isPoint('v.geom')} as is_point
             ${from('component_version', 'v')}
             offset 0) as p`,
    bindings,
  )

/** Upper half: place, role (2 bits), confirmation (4 bits). Lower half: unit, 0 where there is none. */
export const readRoles = (db: Connection, { from, place, bindings }: Scope): Promise<Packed> =>
  one(
    db,
    `select ${packed(
      `(${place('r')} << 6) | (${placeOfWord(ROLES, 'r.role')} << 4) | ${placeOfWord(CONFIRMATIONS, 'r.state')}`,
      'coalesce(r.unit_id, 0)',
    )}
     ${from('component_role', 'r')}`,
    bindings,
  )

/** Upper half: place, scheme (16 bits, or the statement fails). Lower half: grid. */
export const readPlaces = (db: Connection, { from, place, bindings }: Scope): Promise<Packed> =>
  one(
    db,
    `select ${packed(`(${place('g')} << 16) | g.scheme_id::int2`, 'g.grid_id')}
     ${from('component_grid', 'g')}`,
    bindings,
  )
