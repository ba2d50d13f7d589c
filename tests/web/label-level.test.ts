/** Names of the level that is drawn where they have room, else of a level above. */
import { expect, test } from 'vitest'
import { levelToName, pixelsOf } from '../../web/map/label-level.ts'

const LEVELS = [
  { id: 11, depth: 1, grids: 3 },
  { id: 12, depth: 2, grids: 67 },
  { id: 13, depth: 3, grids: 269 },
]

test('farther out the levels above stand for it, at last the first', () => {
  expect(levelToName(LEVELS, 13, 2_000_000)).toBe(13)
  expect(levelToName(LEVELS, 13, 500_000)).toBe(12)
  expect(levelToName(LEVELS, 13, 100_000)).toBe(11)
  expect(levelToName(LEVELS, 13, 100)).toBe(11)
})

test('never a level below the one drawn, and none of a scheme that it is not of', () => {
  expect(levelToName(LEVELS, 11, 1e9)).toBe(11)
  expect(levelToName(LEVELS, 99, 1e9)).toBeNull()
})

test('a box doubles its sides with each zoom; the whole world is one tile at zoom 0', () => {
  const world = 85.0511287798066
  expect(pixelsOf([-180, -world, 180, world], 0)).toBeCloseTo(512 * 512, 3)
  expect(pixelsOf([120, 31, 120.1, 31.1], 11) / pixelsOf([120, 31, 120.1, 31.1], 10)).toBeCloseTo(4, 6)
})
