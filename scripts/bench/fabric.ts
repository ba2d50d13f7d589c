/**
 * The ground of the bench's district: a lattice of 400 by 250 cells of about a hectare, slightly irregular, in degrees (EPSG:4490). Every border runs
 * through the same vertices for whoever shares it, bit for bit, because a vertex is a pure function of the seed and its place in the lattice.
 */
import { onStep } from '../../server/grids/coordinate-step.ts'

/** In cells, from the south-west. */
export const COLUMNS = 400
export const ROWS = 250
/** South-west corner: chosen so that one tile of zoom 10 (855/418) holds 450,000 of 580,000 components. */
const WEST = 120.4588
const SOUTH = 31.09
/** About 100 m at 31° N. */
const CELL_LON = 100 / 95_200
const CELL_LAT = 100 / 110_870

/** No vertex lies further from its regular place than this share of a cell, so that what lies deeper inside a cell is inside its grid. */
export const LARGEST_SHIFT = 0.1

export type Position = readonly [number, number]
/** A rectangle of cells, the last column and row not in it. */
export type Block = {
  readonly fromColumn: number
  readonly fromRow: number
  readonly toColumn: number
  readonly toRow: number
}

const mixed = (n: number): number => {
  const once = Math.imul(n ^ (n >>> 16), 0x7feb352d)
  const twice = Math.imul(once ^ (once >>> 15), 0x846ca68b)
  return (twice ^ (twice >>> 16)) >>> 0
}

/** Uniform in [-LARGEST_SHIFT, LARGEST_SHIFT). */
const shift = (seed: number, i: number, j: number, axis: number): number =>
  (mixed(mixed(seed + axis) ^ (i * 4096 + j)) / 2 ** 32 - 0.5) * 2 * LARGEST_SHIFT

const toNanodegree = (degrees: number): number => Math.round(degrees * 1e9) / 1e9
const lonOf = (column: number): number => WEST + column * CELL_LON
const latOf = (row: number): number => SOUTH + row * CELL_LAT

/** A place in cells from the south-west corner, as degrees. */
export const positionOf = (column: number, row: number): Position => [
  toNanodegree(lonOf(column)),
  toNanodegree(latOf(row)),
]

/** `i` and `j` count half cells: a corner, or the middle of a cell's side. */
const vertex = (seed: number, i: number, j: number): Position => [
  onStep(lonOf(i / 2 + shift(seed, i, j, 0))),
  onStep(latOf(j / 2 + shift(seed, i, j, 1))),
]

/** The closed ring around a block, counter-clockwise from its south-west corner: two vertices a cell on each side. */
export const ringOf = (seed: number, { fromColumn, fromRow, toColumn, toRow }: Block): Position[] => {
  const [west, south, east, north] = [2 * fromColumn, 2 * fromRow, 2 * toColumn, 2 * toRow]
  const ring: Position[] = []
  for (let i = west; i < east; i++) ring.push(vertex(seed, i, south))
  for (let j = south; j < north; j++) ring.push(vertex(seed, east, j))
  for (let i = east; i > west; i--) ring.push(vertex(seed, i, north))
  for (let j = north; j >= south; j--) ring.push(vertex(seed, west, j))
  return ring
}

/** The whole lattice cut into equal blocks, row by row from the south-west. */
export const blocksOf = (columns: number, rows: number): Block[] => {
  const blocks: Block[] = []
  for (let row = 0; row < ROWS; row += rows)
    for (let column = 0; column < COLUMNS; column += columns)
      blocks.push({ fromColumn: column, fromRow: row, toColumn: column + columns, toRow: row + rows })
  return blocks
}

/** The place, among blocks of this size, of the one that holds a cell. */
export const blockAt = (columns: number, rows: number, column: number, row: number): number =>
  Math.floor(row / rows) * (COLUMNS / columns) + Math.floor(column / columns)
