import fc from 'fast-check'
import { expect, test } from 'vitest'
import { covers } from '../../server/atlas/covers.ts'
import { finishShapes, shapesWriter } from '../../server/atlas/shapes.ts'
import { type Ring, writePolygon } from '../support/fabric.ts'

const shapeOf = (polygons: readonly (readonly Ring[])[]) => {
  const written = shapesWriter()
  for (const polygon of polygons) writePolygon(written, polygon)
  return finishShapes(written, Uint32Array.of(0), Uint32Array.of(polygons.length))
}
const square = (west: number, south: number, east: number, north: number): Ring => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
]

/** A square with a hole, whose corner another part touches; rings in either direction. */
const shape = shapeOf([[square(0, 0, 4, 4), square(1, 1, 3, 3).reverse()], [square(4, 4, 6, 6).reverse()]])
const expected = (x: number, y: number): boolean => {
  const within = (low: number, high: number) => x >= low && x <= high && y >= low && y <= high
  const inHole = x > 1 && x < 3 && y > 1 && y < 3
  return (within(0, 4) && !inHole) || within(4, 6)
}

test('inside, outside, in the hole, on borders and corners', () => {
  fc.assert(
    fc.property(fc.integer({ min: -2, max: 14 }), fc.integer({ min: -2, max: 14 }), (x, y) => {
      expect(covers(shape, 0, x / 2, y / 2)).toBe(expected(x / 2, y / 2))
    }),
    { numRuns: 1000 },
  )
})

/** Any two triangles on one edge: what lies near the edge lies in one of them or on the border of both. */
test('a place near a shared edge is never in none, and in both only on the edge itself', () => {
  const coordinate = fc.double({ min: 120, max: 120.01, noNaN: true })
  fc.assert(
    fc.property(
      coordinate,
      coordinate,
      coordinate,
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (ax, ay, by, share) => {
        const [a, b]: [[number, number], [number, number]] = [
          [ax, ay],
          [ax + 0.003, by],
        ]
        const [above, below]: [[number, number], [number, number]] = [
          [ax + 0.001, 121],
          [ax + 0.001, 119],
        ]
        const left = shapeOf([[[a, b, above, a]]])
        const right = shapeOf([[[b, a, below, b]]])
        const place = [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share] as const
        expect(covers(left, 0, ...place) || covers(right, 0, ...place)).toBe(true)
        const justAbove = place[1] + 1e-9
        expect([covers(left, 0, place[0], justAbove), covers(right, 0, place[0], justAbove)]).toEqual([
          true,
          false,
        ])
      },
    ),
  )
})
