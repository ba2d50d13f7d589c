/** The bench's ground: neighbours share their vertices, and what is put into a cell lies in its grid. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Block,
  blockAt,
  blocksOf,
  COLUMNS,
  LARGEST_SHIFT,
  positionOf,
  ROWS,
  ringOf,
} from '../../scripts/bench/fabric.ts'

const SEED = 7
const cellAt = (column: number, row: number): Block => ({
  fromColumn: column,
  fromRow: row,
  toColumn: column + 1,
  toRow: row + 1,
})
const edgesOf = (ring: readonly (readonly [number, number])[]): string[] =>
  ring.slice(1).map((end, n) => `${ring[n]} ${end}`)
const reversed = (edge: string): string => edge.split(' ').reverse().join(' ')

test('every edge inside a block is walked once by each of its two cells, and what is left is the block’s own ring', () => {
  const block: Block = { fromColumn: 20, fromRow: 30, toColumn: 25, toRow: 34 }
  const edges = new Set<string>()
  for (let row = block.fromRow; row < block.toRow; row++)
    for (let column = block.fromColumn; column < block.toColumn; column++)
      for (const edge of edgesOf(ringOf(SEED, cellAt(column, row)))) edges.add(edge)
  const outer = [...edges].filter((edge) => !edges.has(reversed(edge)))
  expect(outer.sort()).toEqual(edgesOf(ringOf(SEED, block)).sort())
})

test('a ring is closed, and no vertex is shifted further than said', () => {
  const ring = ringOf(SEED, cellAt(17, 101))
  expect(ring).toHaveLength(9)
  expect(ring.at(-1)).toEqual(ring[0])
  const [west, south] = positionOf(17 - LARGEST_SHIFT, 101 - LARGEST_SHIFT)
  const [east, north] = positionOf(18 + LARGEST_SHIFT, 102 + LARGEST_SHIFT)
  for (const [lon, lat] of ring) {
    expect(lon >= west && lon <= east).toBe(true)
    expect(lat >= south && lat <= north).toBe(true)
  }
})

test('a cell is found in the block that holds it, at every size', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: COLUMNS - 1 }),
      fc.integer({ min: 0, max: ROWS - 1 }),
      fc.constantFrom<[number, number]>([COLUMNS, ROWS], [50, 50], [10, 10], [5, 5], [1, 1]),
      (column, row, [columns, rows]) => {
        const block = blocksOf(columns, rows)[blockAt(columns, rows, column, row)]
        expect(block && column >= block.fromColumn && column < block.toColumn).toBe(true)
        expect(block && row >= block.fromRow && row < block.toRow).toBe(true)
      },
    ),
    { numRuns: 50 },
  )
})
