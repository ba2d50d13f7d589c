/**
 * What a tile of components carries: each component as a point, or, where they are too many to draw, cells with how many each holds. Cells are the
 * squares of a quadkey grid 5 levels below the tile: each belongs to one tile and they nest, so counts sum up to the registry's at every zoom.
 */
import { type Match, matches } from '../atlas/component-match.ts'
import type { Components } from '../atlas/components.ts'
import { latticeX, rowsOfTile } from '../atlas/curve.ts'
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
  readonly total: number
  readonly counts: Uint32Array
  readonly x: Float64Array
  readonly y: Float64Array
}
export type ComponentTile = PointTile | CellTile

/** Calls for each row of the tile that passes, until told that it is enough. */
const eachRow = (
  components: Components,
  { z, x, y }: TileAddress,
  match: Match,
  enough: (row: number) => boolean,
): void => {
  const { profile, sorted, rows, lon } = components
  const plain = match.grids === null && match.bbox === null
  const [from, to] = rowsOfTile(components, sorted, { z, x, y })
  for (let row = from; row < to; row++) {
    const passes = plain ? match.profiles[profile[row] as number] === 1 : matches(components, match, row)
    if (passes && enough(row)) return
  }
  const side = 2 ** (32 - z)
  for (let row = sorted; row < rows; row++) {
    const inside =
      Math.floor(latticeX(lon[row] as number) / side) === x &&
      Math.floor((components.y[row] as number) / side) === y
    if (inside && matches(components, match, row) && enough(row)) return
  }
}

/** The rows, or null as soon as they are more than `most`. */
const rowsUpTo = (
  components: Components,
  tile: TileAddress,
  match: Match,
  most: number,
): Uint32Array | null => {
  let rows = new Uint32Array(1024)
  let count = 0
  eachRow(components, tile, match, (row) => {
    if (count === rows.length) {
      const more = new Uint32Array(rows.length * 4)
      more.set(rows)
      rows = more
    }
    rows[count++] = row
    return count > most
  })
  return count > most ? null : rows.subarray(0, count)
}

const cellsOf = (components: Components, tile: TileAddress, match: Match): CellTile => {
  const counts = new Uint32Array(CELLS_PER_SIDE ** 2)
  const [sumX, sumY] = [new Float64Array(counts.length), new Float64Array(counts.length)]
  const tiles = 2 ** tile.z
  let total = 0
  eachRow(components, tile, match, (row) => {
    const x = (((components.lon[row] as number) + 180) / 360) * tiles - tile.x
    const y = (components.y[row] as number) * (tiles / 2 ** 32) - tile.y
    const column = Math.min(CELLS_PER_SIDE - 1, Math.max(0, Math.floor(x * CELLS_PER_SIDE)))
    const cell = Math.floor(y * CELLS_PER_SIDE) * CELLS_PER_SIDE + column
    counts[cell] = (counts[cell] as number) + 1
    sumX[cell] = (sumX[cell] as number) + x
    sumY[cell] = (sumY[cell] as number) + y
    total++
    return false
  })
  return { kind: 'cells', total, counts, x: sumX, y: sumY }
}

/** The filtered components of one tile, exactly: no component is in two tiles of a zoom, none in no tile. */
export const componentTileOf = (
  components: Components,
  tile: TileAddress,
  match: Match,
  cluster: Cluster = 'auto',
): ComponentTile => {
  if (cluster === 'always') return cellsOf(components, tile, match)
  const most =
    cluster === 'never' ? Number.POSITIVE_INFINITY : tile.z < POINTS_FROM_ZOOM ? MOST_POINTS : MOST_CLOSE_UP
  const rows = rowsUpTo(components, tile, match, most)
  return rows === null ? cellsOf(components, tile, match) : { kind: 'points', rows }
}
