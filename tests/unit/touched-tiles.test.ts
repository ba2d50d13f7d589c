import fc from 'fast-check'
import { expect, test } from 'vitest'
import { latticeX, latticeY } from '../../server/atlas/curve.ts'
import { isTouched, makeTouchedTiles } from '../../server/atlas/touched-tiles.ts'

type Place = readonly [number, number]
const anyPlace: fc.Arbitrary<Place> = fc.tuple(
  fc.double({ min: -180, max: 180, noNaN: true }),
  fc.double({ min: -85, max: 85, noNaN: true }),
)
/** Places of one district, so that they fall into the same tiles. */
const nearPlace: fc.Arbitrary<Place> = fc.tuple(
  fc.double({ min: 120.6, max: 120.7, noNaN: true }),
  fc.double({ min: 31.2, max: 31.3, noNaN: true }),
)

const tileAt = (z: number, [lon, lat]: Place) => ({
  z,
  x: Math.floor(latticeX(lon) / 2 ** (32 - z)),
  y: Math.floor(latticeY(lat) / 2 ** (32 - z)),
})

const touchedBy = (places: readonly Place[]) => {
  const tiles = makeTouchedTiles()
  for (const [lon, lat] of places) tiles.addPoint(lon, lat)
  return tiles.made()
}

test('the tile of a touched place is touched at every zoom, however many places there are', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(anyPlace, nearPlace), { minLength: 1, maxLength: 600 }),
      fc.integer({ min: 0, max: 22 }),
      (places, z) => {
        const touched = touchedBy(places)
        expect(touched.tiles.size).toBeLessThanOrEqual(256)
        for (const place of places) expect(isTouched(touched, tileAt(z, place))).toBe(true)
      },
    ),
    { numRuns: 50 },
  )
})

test('a tile without a touched place is not touched, down to the zoom that is told', () => {
  fc.assert(
    fc.property(
      fc.array(nearPlace, { minLength: 1, maxLength: 20 }),
      nearPlace,
      fc.integer({ min: 0, max: 16 }),
      (places, other, z) => {
        const touched = touchedBy(places)
        expect(touched.zoom).toBe(16)
        const tile = tileAt(z, other)
        const holds = places.some((place) => {
          const { x, y } = tileAt(z, place)
          return x === tile.x && y === tile.y
        })
        expect(isTouched(touched, tile)).toBe(holds)
      },
    ),
  )
})

test('a line touches every tile of its box, and one across the world the whole of it', () => {
  const tiles = makeTouchedTiles()
  tiles.addShape({
    type: 'LineString',
    coordinates: [
      [120.6, 31.2],
      [120.64, 31.24],
    ],
  })
  const touched = tiles.made()
  for (const place of [
    [120.6, 31.2],
    [120.62, 31.22],
    [120.64, 31.24],
  ] as const)
    expect(isTouched(touched, tileAt(17, place))).toBe(true)
  expect(isTouched(touched, tileAt(17, [120.7, 31.2]))).toBe(false)
  tiles.addShape({
    type: 'MultiLineString',
    coordinates: [
      [
        [-170, -80],
        [170, 80],
      ],
    ],
  })
  expect(isTouched(tiles.made(), tileAt(9, [0, 0]))).toBe(true)
})
