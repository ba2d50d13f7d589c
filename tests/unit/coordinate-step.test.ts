/** The step of stored grid coordinates, against arithmetic that cannot round: a double is a whole number of 2^-60 at these sizes. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { COORDINATE_STEP, onStep, roundShape } from '../../server/grids/coordinate-step.ts'

const degrees = fc.double({ min: -180, max: 180, noNaN: true })
const isOnStep = (value: number): boolean => Number.isInteger(value * 2 ** 30)

test('a rounded coordinate is a multiple of the step, no further than half of it, and rounding it again changes no bit', () => {
  expect(COORDINATE_STEP).toBe(9.313225746154785e-10)
  fc.assert(
    fc.property(degrees, (value) => {
      const rounded = onStep(value)
      expect(isOnStep(rounded)).toBe(true)
      expect(Math.abs(rounded - value)).toBeLessThanOrEqual(COORDINATE_STEP / 2)
      expect(Object.is(onStep(rounded), rounded) && !Object.is(rounded, -0)).toBe(true)
    }),
  )
})

test('sums and differences of rounded coordinates are exact', () => {
  fc.assert(
    fc.property(degrees, degrees, (a, b) => {
      const [x, y] = [onStep(a), onStep(b)]
      expect(BigInt((x - y) * 2 ** 30)).toBe(BigInt(x * 2 ** 30) - BigInt(y * 2 ** 30))
    }),
  )
})

const position = fc.tuple(degrees, degrees)
/** Closed, with positions repeated here and there, some of them astray by less than the step. */
const ring = fc
  .array(fc.tuple(position, fc.integer({ min: 1, max: 3 })), { minLength: 3, maxLength: 12 })
  .map((corners) => {
    const open = corners.flatMap(([[lon, lat], times]) =>
      Array.from({ length: times }, (_, n) => [lon + n * COORDINATE_STEP * 1e-3, lat]),
    )
    return [...open, open[0] ?? []]
  })

test('of a shape every position is rounded, none stands twice in a row, and no ring is lost', () => {
  fc.assert(
    fc.property(fc.array(fc.array(ring, { minLength: 1, maxLength: 3 }), { minLength: 1 }), (coordinates) => {
      const rounded = roundShape({ type: 'MultiPolygon', coordinates }).coordinates
      expect(rounded.map((polygon) => polygon.length)).toEqual(coordinates.map((polygon) => polygon.length))
      for (const [n, polygon] of rounded.entries())
        for (const [m, made] of polygon.entries()) {
          const given = coordinates[n]?.[m] ?? []
          const wanted = given.map((place) => place.map(onStep).join())
          expect(made.flat().every(isOnStep)).toBe(true)
          const once = wanted.filter((place, i) => place !== wanted[i - 1])
          expect(made.map(String)).toEqual(once.length < 4 ? wanted : once)
          expect(made.at(-1)).toEqual(made[0])
        }
    }),
  )
})

test('a ring smaller than the step stays, to be refused', () => {
  const tiny = [
    [120, 31],
    [120 + COORDINATE_STEP / 9, 31],
    [120, 31 + COORDINATE_STEP / 9],
    [120, 31],
  ]
  expect(roundShape({ type: 'MultiPolygon', coordinates: [[tiny]] })).toEqual({
    type: 'MultiPolygon',
    coordinates: [[Array(4).fill([120, 31])]],
  })
})
