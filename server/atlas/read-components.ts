/** Reads current components out of one snapshot of the registry, as columns. Positions are EPSG:4490 degrees; grids come as numbers of `grid-numbers.ts`. */
import type { Geometry } from 'geojson'
import { inForce } from '../db/as-of.ts'
import { type Connection, rows } from '../db/database.ts'
import { coordinatesOf, halvesOf } from '../db/number-columns.ts'
import type { Step } from '../db/snapshot.ts'
import { ROLES } from '../shared/words.ts'
import type { ReadComponents } from './components.ts'
import { type GridNumbers, numberGrid } from './grid-numbers.ts'
import {
  byNames,
  byRun,
  MOST_PLACES,
  readPlaces,
  readRoles,
  readVersions,
  type Scope,
} from './packed-components.ts'
import { PROFILE_WIDTH, placeOfField } from './profiles.ts'
import { listRuns } from './runs.ts'

const readShapes = async (
  db: Connection,
  ids: readonly number[],
  at: string | undefined,
): Promise<Map<number, Geometry>> => {
  if (ids.length === 0) return new Map()
  const found = await rows<{ id: number; shape: Geometry }>(
    db,
    `select v.component_id as id, st_asgeojson(v.geom, 9, 0)::json as shape
       from component_version as v
      where ${inForce('v', at)}
        and v.component_id = any(:ids::bigint[])`,
    { ids, at: at ?? null },
  )
  return new Map(found.map(({ id, shape }) => [id, shape]))
}

const CLASS_FIELD = placeOfField('class')
const STATE_FIELD = placeOfField('state')
const UNIT_FIELDS = Uint8Array.from(ROLES, (role) => placeOfField(role))
const CONFIRMATION_FIELDS = Uint8Array.from(ROLES, (role) => placeOfField(`${role}Confirmation`))

/** By place, the number of the component's row among those read; -1 where there is none. */
type RowOfPlace = Int32Array

const takeRoles = (halves: Uint32Array, rowOf: RowOfPlace, values: Uint32Array): void => {
  for (let at = 0; at < halves.length; at += 2) {
    const upper = halves[at] as number
    const row = rowOf[upper >>> 6] as number
    if (row === -1) continue
    const role = (upper >>> 4) & 3
    values[row * PROFILE_WIDTH + (UNIT_FIELDS[role] as number)] = halves[at + 1] as number
    // 0 is none, so that a confirmation is its place and one.
    values[row * PROFILE_WIDTH + (CONFIRMATION_FIELDS[role] as number)] = (upper & 15) + 1
  }
}

const takePlaces = (
  halves: Uint32Array,
  rowOf: RowOfPlace,
  schemeIds: readonly number[],
  numbers: GridNumbers,
  count: number,
): Uint32Array[] => {
  const columns = schemeIds.map(() => new Uint32Array(count))
  const columnOf = new Map(columns.map((column, n) => [schemeIds[n], column]))
  for (let at = 0; at < halves.length; at += 2) {
    const upper = halves[at] as number
    const row = rowOf[upper >>> 16] as number
    const column = columnOf.get(upper & 0xffff)
    if (row !== -1 && column) column[row] = numberGrid(numbers, halves[at + 1] as number)
  }
  return columns
}

/** Gives what makes columns of what was read. `idAt` is the identity at a place. */
const readScope = async (
  db: Connection,
  scope: Scope,
  idAt: (place: number) => number,
  schemeIds: readonly number[],
  numbers: GridNumbers,
  at?: string,
): Promise<() => ReadComponents> => {
  const versions = await readVersions(db, scope)
  const roles = await readRoles(db, scope)
  const places = await readPlaces(db, scope)
  const { count } = versions
  const words = halvesOf(versions.words, count)
  const id = new Float64Array(count)
  const values = new Uint32Array(count * PROFILE_WIDTH)
  const rowOf: RowOfPlace = new Int32Array(MOST_PLACES).fill(-1)
  const withShape: number[] = []
  for (let row = 0; row < count; row++) {
    const upper = words[2 * row] as number
    rowOf[upper >>> 4] = row
    id[row] = idAt(upper >>> 4)
    values[row * PROFILE_WIDTH + CLASS_FIELD] = words[2 * row + 1] as number
    values[row * PROFILE_WIDTH + STATE_FIELD] = (upper >>> 1) & 7
    if (upper & 1) withShape.push(id[row] as number)
  }
  const shapes = await readShapes(db, withShape, at)
  return () => {
    takeRoles(halvesOf(roles.words, roles.count), rowOf, values)
    return {
      count,
      id,
      ...coordinatesOf(versions.points, count),
      values,
      places: takePlaces(halvesOf(places.words, places.count), rowOf, schemeIds, numbers, count),
      shapes,
    }
  }
}

/** Those of the named that are there now, or were at an instant. */
export const readComponents = async (
  db: Connection,
  ids: readonly number[],
  schemeIds: readonly number[],
  numbers: GridNumbers,
  at?: string,
): Promise<ReadComponents[]> => {
  const chunks: ReadComponents[] = []
  for (let from = 0; from < ids.length; from += MOST_PLACES) {
    const named = ids.slice(from, from + MOST_PLACES)
    const idAt = (place: number): number => named[place] as number
    chunks.push((await readScope(db, byNames(named, at), idAt, schemeIds, numbers, at))())
  }
  return chunks
}

/** One step for each run of identities that holds any; all of them together read every component of the snapshot. */
export const stepsOfComponents = async (
  db: Connection,
  schemeIds: readonly number[],
  numbers: GridNumbers,
  take: (read: ReadComponents) => void,
): Promise<Step[]> =>
  (await listRuns(db, 'component_version', 'component_id', MOST_PLACES)).map((first) => async (reader) => {
    const made = await readScope(reader, byRun(first), (place) => first + place, schemeIds, numbers)
    return () => take(made())
  })
