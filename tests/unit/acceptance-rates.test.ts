import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accuracyOf } from '../../server/acceptance/accuracy-class.ts'
import { type Inspected, ratesOf, rmse } from '../../server/acceptance/rates.ts'
import { outcomeMeant, targetsMeant } from '../../server/acceptance/sheet-columns.ts'

describe('the root mean square error', () => {
  test('of nothing is not known, of what was computed by hand is that', () => {
    expect(rmse([])).toBeNull()
    expect(rmse([0])).toBe(0)
    expect(rmse([3, 4])).toBeCloseTo(3.5355339, 7)
    // 0.12² + 0.35² + 0.48² + 0.05² = 0.3698, a quarter of it 0.09245.
    expect(rmse([0.12, 0.35, 0.48, 0.05])).toBeCloseTo(0.3040559, 7)
  })

  test('lies between the mean and the worst, and grows with the unit of length', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 50, noNaN: true }), { minLength: 1 }), (offsets) => {
        const error = rmse(offsets) ?? Number.NaN
        const mean = offsets.reduce((sum, one) => sum + one, 0) / offsets.length
        expect(error).toBeGreaterThanOrEqual(mean - 1e-9)
        expect(error).toBeLessThanOrEqual(Math.max(...offsets) + 1e-9)
        expect(rmse(offsets.map((one) => one * 100))).toBeCloseTo(error * 100, 6)
      }),
    )
  })
})

const CLASSES = [
  { id: 1, code: '0137', nameZh: '路灯', nameEn: 'Lamp', geometry: 'point' },
  { id: 2, code: '0401', nameZh: '绿地', nameEn: 'Green', geometry: 'polygon' },
] as const
const SETTINGS = {
  limits: { omission: 0.1, surplus: 0.1, attributes: 0.1, positionM: { A: 0.5, B: 1, C: 10 } },
  accuracies: {},
}
const one = (over: Partial<Inspected> = {}): Inspected => ({
  classId: 1,
  outcome: 'found',
  wrong: [],
  offsetM: 0.5,
  stated: ['class'],
  ...over,
})
const rates = (components: Inspected[], undelivered: number[] = []) =>
  ratesOf(components, undelivered, CLASSES, ['class', 'name'], SETTINGS)

describe('rates', () => {
  test('a limit is kept when it is reached, and not when it is passed', () => {
    expect(rates([one(), one()]).met).toBe(true)
    expect(rates([one(), one({ offsetM: 0.51 })]).met).toBe(false)
    const nine = Array.from({ length: 9 }, () => one())
    expect(rates(nine, [1]).omission).toEqual({
      numerator: 1,
      denominator: 10,
      rate: 0.1,
      limit: 0.1,
      met: true,
    })
    expect(rates(nine.slice(1), [1]).omission.met).toBe(false)
    expect(rates([...nine, one({ outcome: 'absent', offsetM: null })]).surplus).toMatchObject({
      rate: 0.1,
      met: true,
    })
  })

  test('what is not inspected, or not measured, is not kept', () => {
    expect(rates([one(), one({ outcome: null, offsetM: null })])).toMatchObject({ inspected: 1, met: false })
    const unmeasured = rates([one({ offsetM: null })])
    expect(unmeasured.positions).toMatchObject([
      { accuracy: 'A', found: 1, measured: 0, rmseM: null, met: null },
    ])
    expect(unmeasured.met).toBe(false)
    expect(rates([])).toMatchObject({ omission: { rate: null, met: null }, met: false })
  })

  test('each accuracy has its own error, and only those that the sample has', () => {
    const { positions } = rates([one({ offsetM: 0.3 }), one({ classId: 2, offsetM: 9 })])
    expect(positions.map(({ accuracy, rmseM, met }) => [accuracy, rmseM, met])).toEqual([
      ['A', 0.3, true],
      ['C', 9, true],
    ])
  })

  test('one with two wrong attributes is one wrong component, and counts under both', () => {
    const { attributes, byTarget } = rates([
      one({ wrong: ['class', 'name'] }),
      one({ stated: ['class', 'name'] }),
    ])
    expect(attributes).toMatchObject({ numerator: 1, denominator: 2 })
    // The first says no name, and that is what is wrong with it.
    expect(byTarget).toEqual([
      { target: 'class', numerator: 1, denominator: 2, rate: 0.5 },
      { target: 'name', numerator: 1, denominator: 2, rate: 0.5 },
    ])
  })
})

test('accuracy classes: covers and lamps A, kiosks and bins B, greens C, and what a city says', () => {
  const of = (nameZh: string, geometry: 'point' | 'polygon' = 'point', code = '0101') =>
    accuracyOf({ code, nameZh, geometry }, { '0199': 'C' })
  expect(['上水井盖', '路灯', '电力杆'].map((name) => of(name))).toEqual(['A', 'A', 'A'])
  expect(['公交站亭', '垃圾箱', '报刊亭'].map((name) => of(name))).toEqual(['B', 'B', 'B'])
  expect([of('绿地', 'polygon'), of('上水井盖', 'point', '0199')]).toEqual(['C', 'C'])
})

test('what inspectors write is understood, and what they mean by nothing is said', () => {
  expect(['在', 'YES', '1', '√'].map(outcomeMeant)).toEqual(['found', 'found', 'found', 'found'])
  expect(['不在', 'No', '×'].map(outcomeMeant)).toEqual(['absent', 'absent', 'absent'])
  expect(outcomeMeant('大概')).toBeUndefined()
  expect(targetsMeant('名称、 owner；类别,颜色', ['class', 'name', 'owner'])).toEqual({
    meant: ['name', 'owner', 'class'],
    unknown: ['颜色'],
  })
})
