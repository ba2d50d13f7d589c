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
  const { profiles: passes, grids, bbox } = match
  const plain = grids === null && bbox === null
  const [from, to] = rowsOfTile(components, sorted, tile)
  const unsorted = unsortedRows(components, tile, match)
  const rows = new Uint32Array(Math.min(to - from, most) + unsorted.length)
  let count = 0
  for (let row = from; row < to; row++) {
    if (passes[profile[row] as number] !== 1) continue
    if (!plain && !matches(components, match, row)) continue
    if (count === most) return null
    rows[count++] = row
  }
  if (count + unsorted.length > most) return null
  rows.set(unsorted, count)
  return rows.subarray(0, count + unsorted.length)
}

const cellsOf = (components: Components, tile: TileAddress, rows: Uint32Array): CellTile => {
  const counts = new Uint32Array(CELLS_PER_SIDE ** 2)
  const [sumX, sumY] = [new Float64Array(counts.length), new Float64Array(counts.length)]
  const { lon: lons, y: ys } = components
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
  return { kind: 'cells', total: rows.length, counts, x: sumX, y: sumY }
}

/** The filtered components of one tile, exactly: no component is in two tiles of a zoom, none in no tile. */
export const componentTileOf = (
  components: Components,
  tile: TileAddress,
  match: Match,
  cluster: Cluster = 'auto',
): ComponentTile => {
  const all = (): Uint32Array =>
    rowsUpTo(components, tile, match, Number.POSITIVE_INFINITY) ?? new Uint32Array(0)
  if (cluster === 'never') return { kind: 'points', rows: all() }
  if (cluster === 'always') return cellsOf(components, tile, all())
  const rows = rowsUpTo(components, tile, match, tile.z < POINTS_FROM_ZOOM ? MOST_POINTS : MOST_CLOSE_UP)
  return rows === null ? cellsOf(components, tile, all()) : { kind: 'points', rows }
}
