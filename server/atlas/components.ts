/**
 * The current components as columns: 32 bytes each and 4 more a scheme. The first `sorted` rows lie along the curve (`curve.ts`), those behind came
 * since and are few; a row whose profile is GONE is nobody's any more. Positions are EPSG:4490 degrees; a line or an area has a point of its own.
 */
import type { Geometry } from 'geojson'
import { alongCurve, latticeY } from './curve.ts'
import { GONE, makeProfiles, numberProfile, PROFILE_WIDTH, type Profiles } from './profiles.ts'
import { copyRowsById, findRow, forgetRow, makeRowsById, type RowsById, setRow } from './rows-by-id.ts'
import { allAtOnce, type Steps } from './steps.ts'

export type Components = {
  readonly profiles: Profiles
  readonly rowsById: RowsById
  /** Lines and areas, by identity. `shapesChanged` counts their changes. */
  readonly shapes: Map<number, Geometry>
  shapesChanged: number
  /** Rows in use, GONE ones among them. */
  rows: number
  sorted: number
  /** Components there are. */
  alive: number
  id: Uint32Array
  lon: Float64Array
  lat: Float64Array
  /** Lattice row of Web Mercator; the column follows from the longitude by one multiplication. */
  y: Uint32Array
  profile: Uint32Array
  /** One column a scheme, in order of rank: the number of the component's grid in it. */
  places: Uint32Array[]
}

/** What is read of components: columns alike, with the values of profiles side by side. */
export type ReadComponents = {
  readonly count: number
  readonly id: Float64Array
  readonly lon: Float64Array
  readonly lat: Float64Array
  /** PROFILE_WIDTH values each. */
  readonly values: Uint32Array
  readonly places: readonly Uint32Array[]
  readonly shapes: ReadonlyMap<number, Geometry>
}

const LARGEST_ID = 2 ** 32 - 1
/** Rows that came since the last sort are asked one by one: beyond this share of all, or this many at least, everything is put in order again (580,000 rows: 0.1 s). */
const UNSORTED_SHARE = 0.01
const UNSORTED_ALWAYS = 10_000

/** Each step takes a millisecond or two. */
const ROWS_A_STEP = 2 ** 15
const WRITES_A_STEP = 2 ** 12

type Columns = Pick<Components, 'id' | 'lon' | 'lat' | 'y' | 'profile' | 'places'>

const columnsFor = (capacity: number, schemes: number): Columns => ({
  id: new Uint32Array(capacity),
  lon: new Float64Array(capacity),
  lat: new Float64Array(capacity),
  y: new Uint32Array(capacity),
  profile: new Uint32Array(capacity),
  places: Array.from({ length: schemes }, () => new Uint32Array(capacity)),
})

export const makeComponents = (expected: number, schemes: number): Components => ({
  profiles: makeProfiles(),
  rowsById: makeRowsById(),
  shapes: new Map(),
  shapesChanged: 0,
  rows: 0,
  sorted: 0,
  alive: 0,
  ...columnsFor(expected, schemes),
})

type Column = Uint32Array | Float64Array

const columnsOf = ({ id, lon, lat, y, profile, places }: Columns): Column[] => [
  id,
  lon,
  lat,
  y,
  profile,
  ...places,
]

const copyInOrder = (to: Column, from: Column, order: Uint32Array): void => {
  for (let row = 0; row < order.length; row++) to[row] = from[order[row] as number] as number
}

/** The rows given, in their order, in columns with room for more. */
function* take(components: Components, order: Uint32Array, capacity: number): Steps {
  const taken = columnsFor(capacity, components.places.length)
  const from = columnsOf(components)
  for (const [n, to] of columnsOf(taken).entries()) {
    copyInOrder(to, from[n] as Column, order)
    yield
  }
  Object.assign(components, taken)
  components.rows = order.length
}

/** How many may come since the last sort. */
export const mostUnsorted = (sorted: number): number =>
  Math.max(UNSORTED_ALWAYS, Math.ceil(sorted * UNSORTED_SHARE))

/** Puts all rows in order along the curve and drops those that are gone. */
export function* sortSteps(components: Components): Steps {
  const alive = new Uint32Array(components.alive)
  let n = 0
  for (let row = 0; row < components.rows; row++) if (components.profile[row] !== GONE) alive[n++] = row
  yield
  const order = yield* alongCurve(components, alive, components.rows)
  yield* take(components, order, components.alive + mostUnsorted(components.alive) + 1)
  components.sorted = components.rows
  for (let row = 0; row < components.rows; row++) {
    setRow(components.rowsById, components.id[row] as number, row)
    if (row % ROWS_A_STEP === 0) yield
  }
}

export const sortComponents = (components: Components): void => allAtOnce(sortSteps(components))

/** Of its own in all that changes later. Profiles are shared: they only become more. */
export function* copyComponents(components: Components): Steps<Components> {
  const columns = columnsFor(components.id.length, components.places.length)
  const from = columnsOf(components)
  for (const [n, to] of columnsOf(columns).entries()) {
    to.set(from[n] as Column)
    yield
  }
  const rowsById = copyRowsById(components.rowsById)
  yield
  return { ...components, ...columns, rowsById, shapes: new Map(components.shapes) }
}

/** Twice the room, so that at loading each row is copied once or twice; the sort after it leaves what is needed. */
const makeRoom = (components: Components): void => {
  if (components.rows < components.id.length) return
  const larger = columnsFor(2 * components.rows + UNSORTED_ALWAYS, components.places.length)
  const from = columnsOf(components)
  for (const [n, to] of columnsOf(larger).entries()) to.set(from[n] as Column)
  Object.assign(components, larger)
}

const writeShape = (components: Components, id: number, shape: Geometry | undefined): void => {
  if (shape === undefined && !components.shapes.has(id)) return
  if (shape === undefined) components.shapes.delete(id)
  else components.shapes.set(id, shape)
  components.shapesChanged++
}

const leaveRow = (components: Components, id: number, row: number): void => {
  components.profile[row] = GONE
  forgetRow(components.rowsById, id)
  components.alive--
}

/** Takes one component out; nothing where it is not there. */
export const removeComponent = (components: Components, id: number): void => {
  const row = findRow(components.rowsById, id)
  if (row < 0) return
  leaveRow(components, id, row)
  writeShape(components, id, undefined)
}

/** At the end of the rows; the caller says what else there is of it. */
const addRow = (components: Components, id: number, lon: number, lat: number): number => {
  makeRoom(components)
  const row = components.rows++
  components.alive++
  components.id[row] = id
  components.lon[row] = lon
  components.lat[row] = lat
  components.y[row] = latticeY(lat)
  setRow(components.rowsById, id, row)
  return row
}

/** A component that stayed where it was keeps its row; one that moved leaves it and stands behind the sorted ones. */
const writeComponent = (components: Components, read: ReadComponents, n: number): void => {
  const id = read.id[n] as number
  if (id > LARGEST_ID)
    throw new RangeError(`component ${id}: the atlas numbers components up to ${LARGEST_ID}`)
  const lon = read.lon[n] as number
  const lat = read.lat[n] as number
  let row = findRow(components.rowsById, id)
  if (row >= 0 && (components.lon[row] !== lon || components.lat[row] !== lat)) {
    leaveRow(components, id, row)
    row = -1
  }
  if (row < 0) row = addRow(components, id, lon, lat)
  components.profile[row] = numberProfile(components.profiles, read.values, n * PROFILE_WIDTH)
  for (let scheme = 0; scheme < components.places.length; scheme++) {
    const places = components.places[scheme] as Uint32Array
    places[row] = read.places[scheme]?.[n] ?? 0
  }
  writeShape(components, id, read.shapes.get(id))
}

/** Writes what was read over what is there. Rows that are new stand behind the sorted ones. */
export function* writeSteps(components: Components, read: ReadComponents): Steps {
  for (let n = 0; n < read.count; n++) {
    writeComponent(components, read, n)
    if (n % WRITES_A_STEP === 0) yield
  }
}

export const writeComponents = (components: Components, read: ReadComponents): void =>
  allAtOnce(writeSteps(components, read))
