/**
 * What a tile of components carries: each component as a point, or, where they are too many to draw, cells with how many each holds. Cells are the
 * squares of a quadkey grid 5 levels below the tile: each belongs to one tile and they nest, so counts sum up to the registry's at every zoom.
 */
import { allVerdicts, type Match, matches, passesProfile } from '../atlas/component-match.ts'
import type { Components } from '../atlas/components.ts'
import { DEEPEST_CURVE_ZOOM, eachRunBelow, latticeX, rowsOfTile } from '../atlas/curve.ts'
import type { TileAddress } from './tile-address.ts'

/** Cells, points, or whichever the count speaks for. */
export const CLUSTERS = ['auto', 'always', 'never'] as const
export type Cluster = (typeof CLUSTERS)[number]

/** Up to here a tile draws each component at any zoom; from POINTS_FROM_ZOOM on, where dots are apart, up to MOST_CLOSE_UP. */
const MOST_POINTS = 3_000
const POINTS_FROM_ZOOM = 15
const MOST_CLOSE_UP = 20_000

const CELL_LEVELS = 5
export const CELLS_PER_SIDE = 2 ** CELL_LEVELS

/** One by one as the tile holds them: rows of the columns. */
export type PointTile = { readonly kind: 'points'; readonly rows: Uint32Array }
/** By cell from the north-west corner, row by row: how many, and the sums of their places in the tile, each in [0, 1). */
export type CellTile = {
  readonly kind: 'cells'
  total: number
  readonly counts: Uint32Array
  readonly x: Float64Array
  readonly y: Float64Array
}
export type ComponentTile = PointTile | CellTile

/** Whether it asks no more than profiles. */
const isPlain = ({ grids, bbox }: Match): boolean => grids === null && bbox === null

/** Rows that came since the last sort, which lie in no order: few. */
const unsortedRows = (components: Components, { z, x, y }: TileAddress, match: Match): number[] => {
  const found: number[] = []
  const side = 2 ** (32 - z)
  for (let row = components.sorted; row < components.rows; row++) {
    const inside =
      Math.floor(latticeX(components.lon[row] as number) / side) === x &&
      Math.floor((components.y[row] as number) / side) === y
    if (inside && matches(components, match, row)) found.push(row)
  }
  return found
}

/** The rows of the tile that pass, or null as soon as they are more than `most`. */
const rowsUpTo = (
  components: Components,
  tile: TileAddress,
  match: Match,
  most: number,
): Uint32Array | null => {
  const { profile, sorted } = components
  const plain = isPlain(match)
  const [from, to] = rowsOfTile(components, sorted, tile)
  const unsorted = unsortedRows(components, tile, match)
  const rows = new Uint32Array(Math.min(to - from, most) + unsorted.length)
  let count = 0
  for (let row = from; row < to; row++) {
    if (!(plain ? passesProfile(match, profile[row] as number) : matches(components, match, row))) continue
    if (count === most) return null
    rows[count++] = row
  }
  if (count + unsorted.length > most) return null
  rows.set(unsorted, count)
  return rows.subarray(0, count + unsorted.length)
}

const allRows = (components: Components, tile: TileAddress, match: Match): Uint32Array =>
  rowsUpTo(components, tile, match, Number.POSITIVE_INFINITY) ?? new Uint32Array(0)

const noCells = (): CellTile => ({
  kind: 'cells',
  total: 0,
  counts: new Uint32Array(CELLS_PER_SIDE ** 2),
  x: new Float64Array(CELLS_PER_SIDE ** 2),
  y: new Float64Array(CELLS_PER_SIDE ** 2),
})

/** Row by row. */
const addRows = (
  components: Components,
  tile: TileAddress,
  rows: ArrayLike<number>,
  cells: CellTile,
): void => {
  const { lon: lons, y: ys } = components
  const { counts, x: sumX, y: sumY } = cells
  const tiles = 2 ** tile.z
  for (let n = 0; n < rows.length; n++) {
    const row = rows[n] as number
    const x = (((lons[row] as number) + 180) / 360) * tiles - tile.x
    const y = (ys[row] as number) * (tiles / 2 ** 32) - tile.y
    const column = Math.min(CELLS_PER_SIDE - 1, Math.max(0, Math.floor(x * CELLS_PER_SIDE)))
    const cell = Math.floor(y * CELLS_PER_SIDE) * CELLS_PER_SIDE + column
    counts[cell] = (counts[cell] as number) + 1
    sumX[cell] = (sumX[cell] as number) + x
    sumY[cell] = (sumY[cell] as number) + y
  }
  cells.total += rows.length
}

/** What a run of rows adds to its cell: how many pass, and the sums of their longitudes and of their rows of the lattice. */
type Sums = { count: number; lon: number; latticeRow: number }

/** Without a branch: 450,000 rows take 5 ms whatever passes, with one 4 to 9. */
const sumByProfile = (components: Components, verdicts: Uint8Array, from: number, to: number): Sums => {
  const { lon: lons, y: ys, profile } = components
  let [count, lon, latticeRow] = [0, 0, 0]
  for (let row = from; row < to; row++) {
    const passes = (verdicts[profile[row] as number] as number) & 1
    count += passes
    lon += passes * (lons[row] as number)
    latticeRow += passes * (ys[row] as number)
  }
  return { count, lon, latticeRow }
}

const sumByRow = (components: Components, match: Match, from: number, to: number): Sums => {
  const { lon: lons, y: ys } = components
  let [count, lon, latticeRow] = [0, 0, 0]
  for (let row = from; row < to; row++) {
    if (!matches(components, match, row)) continue
    count++
    lon += lons[row] as number
    latticeRow += ys[row] as number
  }
  return { count, lon, latticeRow }
}

/** Cell by cell: each is a run of the rows that lie along the curve. */
const addRuns = (
  components: Components,
  tile: TileAddress,
  match: Match,
  [from, to]: [number, number],
  cells: CellTile,
): void => {
  const tiles = 2 ** tile.z
  const [west, north] = [tile.x * CELLS_PER_SIDE, tile.y * CELLS_PER_SIDE]
  const verdicts = isPlain(match) ? allVerdicts(match) : null
  eachRunBelow(components, tile, CELL_LEVELS, from, to, (x, y, first, end) => {
    const { count, lon, latticeRow } = verdicts
      ? sumByProfile(components, verdicts, first, end)
      : sumByRow(components, match, first, end)
    const cell = (y - north) * CELLS_PER_SIDE + x - west
    cells.counts[cell] = count
    cells.x[cell] = ((lon + 180 * count) / 360) * tiles - count * tile.x
    cells.y[cell] = latticeRow * (tiles / 2 ** 32) - count * tile.y
    cells.total += count
  })
}

/** From here on cells are found as runs. */
const RUNS_FROM = 20_000

const cellsOf = (components: Components, tile: TileAddress, match: Match): CellTile => {
  const cells = noCells()
  const run = rowsOfTile(components, components.sorted, tile)
  const inRuns = run[1] - run[0] >= RUNS_FROM && tile.z + CELL_LEVELS <= DEEPEST_CURVE_ZOOM
  if (inRuns) addRuns(components, tile, match, run, cells)
  addRows(
    components,
    tile,
    inRuns ? unsortedRows(components, tile, match) : allRows(components, tile, match),
    cells,
  )
  return cells
}

/** The filtered components of one tile, exactly: no component is in two tiles of a zoom, none in no tile. */
export const componentTileOf = (
  components: Components,
  tile: TileAddress,
  match: Match,
  cluster: Cluster = 'auto',
): ComponentTile => {
  if (cluster === 'always') return cellsOf(components, tile, match)
  if (cluster === 'never') return { kind: 'points', rows: allRows(components, tile, match) }
  const rows = rowsUpTo(components, tile, match, tile.z < POINTS_FROM_ZOOM ? MOST_POINTS : MOST_CLOSE_UP)
  return rows === null ? cellsOf(components, tile, match) : { kind: 'points', rows }
}
