/** What a commit makes an open page load again: tiles of every zoom that hold the touched ones, and the queries that depend on it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { REGISTRY } from '../../server/shared/endpoint.ts'
import { keysTouched, newsOf, type RegistryNews } from '../../web/app/registry-news.ts'
import { isTouched, together, touchedComponents, touchedGrids } from '../../web/map/touched-tiles.ts'

const TOUCHED = { zoom: 16, tiles: [[54714, 26785]] as const }

test('a tile is touched when it holds a touched one, is it, or lies in it; its neighbours are not', () => {
  for (let z = 0; z <= 20; z++) {
    const scale = 2 ** (z - 16)
    const [x, y] = [Math.floor(54714 * scale), Math.floor(26785 * scale)]
    expect(isTouched(TOUCHED, { z, x, y })).toBe(true)
    expect(isTouched(TOUCHED, { z, x: x - 1, y })).toBe(false)
    if (z > 0) expect(isTouched(TOUCHED, { z, x, y: y + Math.ceil(scale) })).toBe(false)
  }
  expect(isTouched(null, { z: 3, x: 1, y: 1 })).toBe(true)
  expect(isTouched({ zoom: 16, tiles: [] }, { z: 0, x: 0, y: 0 })).toBe(false)
})

test('of all tiles of a zoom exactly those are touched that share ground with a touched one', () => {
  const zoom = fc.integer({ min: 0, max: 6 })
  const address = zoom.chain((z) =>
    fc.record({ z: fc.constant(z), x: fc.nat(2 ** z - 1), y: fc.nat(2 ** z - 1) }),
  )
  const edges = ({ z, x, y }: { z: number; x: number; y: number }) =>
    [x, x + 1, y, y + 1].map((n) => n / 2 ** z) as [number, number, number, number]
  fc.assert(
    fc.property(address, address, (told, tile) => {
      const [a, b] = [edges(told), edges(tile)]
      const share = a[0] < b[1] && b[0] < a[1] && a[2] < b[3] && b[2] < a[3]
      expect(isTouched({ zoom: told.z, tiles: [[told.x, told.y]] }, tile)).toBe(share)
    }),
  )
})

const news = (over: Partial<RegistryNews>): RegistryNews => ({
  version: 9,
  touched: [],
  tiles: null,
  ...over,
})

describe('which tiles of which source', () => {
  test('components: those named; all under a filter by grid when grids moved; none for a unit', () => {
    expect(touchedComponents(news({ touched: ['component'], tiles: TOUCHED }), false)).toEqual(TOUCHED)
    expect(touchedComponents(news({ touched: ['unit'], tiles: TOUCHED }), false)).toBe('none')
    expect(touchedComponents(news({ touched: ['grid'], tiles: TOUCHED }), false)).toBe('none')
    expect(touchedComponents(news({ touched: ['grid'], tiles: TOUCHED }), true)).toBeNull()
  })
  test('grids: all, and only when grids or schemes moved', () => {
    expect(touchedGrids(news({ touched: ['component', 'unit'] }))).toBe('none')
    expect(touchedGrids(news({ touched: ['scheme'] }))).toBeNull()
  })
  test('two commits that have to wait are loaded together', () => {
    expect(together('none', TOUCHED)).toEqual(TOUCHED)
    expect(together(TOUCHED, null)).toBeNull()
    expect(together(TOUCHED, { zoom: 16, tiles: [[1, 2]] })).toEqual({
      zoom: 16,
      tiles: [
        [54714, 26785],
        [1, 2],
      ],
    })
    expect(together(TOUCHED, { zoom: 12, tiles: [[1, 2]] })).toBeNull()
  })
})

test('a connection that opens brings nothing, unless the registry moved on while there was none', () => {
  expect(newsOf({ version: 7 }, null)).toBeNull()
  expect(newsOf({ version: 7 }, 7)).toBeNull()
  expect(newsOf({ version: 9 }, 7)).toEqual({ version: 9, touched: REGISTRY, tiles: null })
  expect(newsOf({ version: 8, touched: ['unit'], tiles: TOUCHED }, 7)).toEqual({
    version: 8,
    touched: ['unit'],
    tiles: TOUCHED,
  })
})

test('only queries that depend on it are renewed', () => {
  expect(keysTouched(['district'])).toEqual(['district', 'lookup'])
  expect(keysTouched(['class'])).not.toContain('stats')
  expect(keysTouched(['unit'])).not.toContain('schemes')
  expect(keysTouched(['component'])).not.toContain('schemes')
  expect(new Set(keysTouched(['component', 'report'])).size).toBe(keysTouched(['component']).length)
})
