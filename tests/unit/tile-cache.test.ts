import { expect, test } from 'vitest'
import type { Moved } from '../../server/atlas/apply-changes.ts'
import { makeTouchedTiles } from '../../server/atlas/touched-tiles.ts'
import { makeTileCache, type Tile } from '../../server/tiles/tile-cache.ts'

const tileOf = (z: number, x: number, y: number, of: Tile['of'] = ['component'], bytes = 1_000): Tile => ({
  address: { z, x, y },
  of,
  bytes: Buffer.alloc(bytes, 7),
  facts: {},
})
/** A commit that moved a component at a place. */
const movedAt = (lon: number, lat: number): Moved => {
  const tiles = makeTouchedTiles()
  tiles.addPoint(lon, lat)
  return { version: 2, entities: new Set(['component']), accounts: [], tiles: tiles.made() }
}

/** Names of those that are made anew when asked for. */
const madeAnew = (cache: ReturnType<typeof makeTileCache>, tiles: Record<string, Tile>): string[] =>
  Object.entries(tiles)
    .filter(([name, tile]) => {
      let made = false
      cache.tile(name, () => {
        made = true
        return tile
      })
      return made
    })
    .map(([name]) => name)

test('after a commit only touched tiles leave the cache', () => {
  const cache = makeTileCache()
  // The place lies in the north-east of the world, in tile 4/13/6.
  const tiles = {
    world: tileOf(0, 0, 0),
    holds: tileOf(4, 13, 6),
    beside: tileOf(4, 12, 6),
    west: tileOf(1, 0, 0),
    grids: tileOf(4, 13, 6, ['grid', 'scheme']),
  }
  expect(madeAnew(cache, tiles)).toEqual(Object.keys(tiles))
  expect(madeAnew(cache, tiles)).toEqual([])
  cache.moved(movedAt(120.6, 31.2))
  expect(madeAnew(cache, tiles)).toEqual(['world', 'holds'])
  cache.moved({ version: 3, entities: new Set(['grid']), accounts: [], tiles: makeTouchedTiles().made() })
  expect(madeAnew(cache, tiles)).toEqual(['grids'])
  cache.moved({ version: 4, entities: new Set(['component']), accounts: [], tiles: null })
  expect(madeAnew(cache, tiles)).toEqual(['world', 'holds', 'beside', 'west'])
  cache.moved({ version: 5, entities: new Set(['unit']), accounts: [], tiles: null })
  expect(madeAnew(cache, tiles)).toEqual([])
})

test('the cache is bounded: what was asked for longest ago leaves first', async () => {
  const cache = makeTileCache()
  const large = (n: number) => tileOf(6, n, 0, ['component'], 20 * 2 ** 20)
  const tiles = { a: large(1), b: large(2), c: large(3) }
  madeAnew(cache, tiles)
  expect(madeAnew(cache, { a: tiles.a })).toEqual([])
  expect(madeAnew(cache, { d: large(4) })).toEqual(['d'])
  expect(madeAnew(cache, { a: tiles.a, c: tiles.c, d: tiles.c })).toEqual([])
  expect(madeAnew(cache, { b: tiles.b })).toEqual(['b'])
})

test('a tile is compressed once for each encoding, and a small one not at all', async () => {
  const cache = makeTileCache()
  const tile = cache.tile('t', () => tileOf(3, 1, 1))
  const [first, second] = await Promise.all([cache.encoded('t', tile, 'br'), cache.encoded('t', tile, 'br')])
  expect(first.encoding).toBe('br')
  expect(second.bytes).toBe(first.bytes)
  expect((await cache.encoded('t', tile, 'gzip')).encoding).toBe('gzip')
  const small = cache.tile('s', () => tileOf(3, 2, 1, ['component'], 100))
  expect((await cache.encoded('s', small, 'br')).encoding).toBe('identity')
})
