/** Cells of a tile so full that they are gathered run by run along the curve: the same as if every component were put into its cell. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Match, matchAll, matches } from '../../server/atlas/component-match.ts'
import {
  type Components,
  makeComponents,
  sortComponents,
  writeComponents,
} from '../../server/atlas/components.ts'
import { latticeX } from '../../server/atlas/curve.ts'
import { FIELDS } from '../../server/atlas/profiles.ts'
import { randomStream } from '../../server/demo/random.ts'
import { CELLS_PER_SIDE, type CellTile, componentTileOf } from '../../server/tiles/component-tile.ts'
import type { TileAddress } from '../../server/tiles/tile-address.ts'

const CLASSES = 3

/** Around one place, as often as said, the last hundred written after the rest was put in order. */
const someComponents = (seed: number, size: number, aroundDegrees: number): Components => {
  const random = randomStream(seed, 'cells')
  const read = (first: number, count: number) => ({
    count,
    id: Float64Array.from({ length: count }, (_, n) => first + n),
    lon: Float64Array.from({ length: count }, () => 120.6 + random.between(-aroundDegrees, aroundDegrees)),
    lat: Float64Array.from({ length: count }, () => 31.3 + random.between(-aroundDegrees, aroundDegrees)),
    values: Uint32Array.from({ length: count * FIELDS.length }, (_, n) =>
      n % FIELDS.length === 0 ? 1 + (Math.floor(n / FIELDS.length) % CLASSES) : 0,
    ),
    places: [],
    shapes: new Map(),
  })
  const components = makeComponents(size, 0)
  writeComponents(components, read(1, size - 100))
  sortComponents(components)
  writeComponents(components, read(size - 99, 100))
  return components
}

const oneByOne = (components: Components, { z, x, y }: TileAddress, match: Match): Uint32Array => {
  const counts = new Uint32Array(CELLS_PER_SIDE ** 2)
  const side = 2 ** (32 - z) / CELLS_PER_SIDE
  for (let row = 0; row < components.rows; row++) {
    if (!matches(components, match, row)) continue
    const column = Math.floor(latticeX(components.lon[row] ?? 0) / side) - x * CELLS_PER_SIDE
    const line = Math.floor((components.y[row] ?? 0) / side) - y * CELLS_PER_SIDE
    if (column < 0 || line < 0 || column >= CELLS_PER_SIDE || line >= CELLS_PER_SIDE) continue
    const cell = line * CELLS_PER_SIDE + column
    counts[cell] = (counts[cell] ?? 0) + 1
  }
  return counts
}

/** The tile of a zoom that the middle of all stands in. */
const middleTile = (z: number): TileAddress => {
  const y = 0.5 - Math.log(Math.tan(((90 + 31.3) * Math.PI) / 360)) / (2 * Math.PI)
  return { z, x: Math.floor(((120.6 + 180) / 360) * 2 ** z), y: Math.floor(y * 2 ** z) }
}

/** No filter, one that asks for profiles, and one that asks for a place too. */
const FILTERS: readonly ((match: Match, around: number) => Match)[] = [
  (match) => match,
  (match) => ({ ...match, verdicts: match.verdicts.map((_, n) => (n % 2) + 1) }),
  (match, around) => ({
    ...match,
    bbox: [120.6 - around / 2, 31.3 - around / 3, 120.6 + around, 31.3 + around],
  }),
]

test('a full tile counts in each cell what stands there, under a filter too, and means lie in their cells', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.constantFrom<[number, number]>([8, 0.2], [10, 0.1], [14, 0.004], [21, 0.00002]),
      fc.constantFrom(...FILTERS),
      (seed, [zoom, around], filtered) => {
        const components = someComponents(seed, 60_000, around)
        const match = filtered(matchAll(components), around)
        const tile = middleTile(zoom)
        const cells = componentTileOf(components, tile, match, 'always') as CellTile
        const expected = oneByOne(components, tile, match)
        expect([...cells.counts]).toEqual([...expected])
        expect(cells.total).toBe(expected.reduce((sum, count) => sum + count, 0))
        const farOff = [...expected.entries()].filter(([cell, count]) => {
          if (count === 0) return false
          const column = ((cells.x[cell] ?? 0) / count) * CELLS_PER_SIDE
          const line = ((cells.y[cell] ?? 0) / count) * CELLS_PER_SIDE
          const fromMiddle = [column - (cell % CELLS_PER_SIDE), line - Math.floor(cell / CELLS_PER_SIDE)]
          return fromMiddle.some((place) => !(Math.abs(place - 0.5) < 0.5001))
        })
        expect(farOff).toEqual([])
      },
    ),
    { numRuns: 12 },
  )
}, 30_000)
