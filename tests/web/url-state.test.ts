/** What can be shared survives the address; what cannot be read is dropped and named, never guessed. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { COMPONENT_STATES, CONFIRMATIONS } from '../../server/shared/words.ts'
import { NO_CHOICES } from '../../web/features/components/filter-model.ts'
import { COLOURINGS, readView, searchOf, type View, writeView } from '../../web/url-state.ts'

const NOTHING: View = {
  ...NO_CHOICES,
  position: null,
  level: null,
  asOf: null,
  beside: null,
  colourBy: 'class',
  selection: null,
}
const read = (search: string) => readView(new URLSearchParams(search))
const written = (view: Partial<View>, over = '') =>
  searchOf(writeView({ ...NOTHING, ...view }, new URLSearchParams(over)))

const rounded = (digits: number, min: number, max: number) =>
  fc.double({ min, max, noNaN: true, noDefaultInfinity: true }).map((n) => Number(n.toFixed(digits)) + 0)
const id = fc.integer({ min: 1, max: 2 ** 40 })
const ids = (minLength: number) =>
  fc.uniqueArray(id, { minLength, maxLength: 20 }).map((some) => some.sort((a, b) => a - b))
const day = fc
  .date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((one) => one.toISOString().slice(0, 10))
const view: fc.Arbitrary<View> = fc.record({
  position: fc.option(
    fc.record({ lon: rounded(6, -180, 180), lat: rounded(6, -90, 90), zoom: rounded(2, 0, 22) }),
  ),
  level: fc.option(fc.oneof(id, fc.constant('none' as const))),
  class: fc.option(ids(0)),
  competent: fc.option(ids(1)),
  owner: fc.option(ids(1)),
  maintainer: fc.option(ids(1)),
  state: fc.option(fc.subarray([...COMPONENT_STATES], { minLength: 1 })),
  confirmation: fc.option(fc.subarray([...CONFIRMATIONS], { minLength: 1 })),
  grid: fc.option(ids(1)),
  asOf: fc.option(day),
  beside: fc.option(fc.oneof(day, fc.constant('now'))),
  colourBy: fc.constantFrom(...COLOURINGS),
  selection: fc.option(
    fc.oneof(
      fc.record({ kind: fc.constantFrom('component', 'grid', 'unit', 'report'), id }),
      fc.record({
        kind: fc.constant('point' as const),
        point: fc.tuple(rounded(7, -180, 180), rounded(7, -90, 90)),
      }),
    ),
  ),
})

test('every view comes back from its address as it was', () => {
  fc.assert(
    fc.property(view, (one) => {
      expect(read(written(one))).toEqual({ view: one, dropped: [] })
    }),
  )
})

test('no class at all and every class are different filters', () => {
  expect(written({ class: [] })).toBe('?class=none')
  expect(written({ class: null })).toBe('')
})

test('the address stays readable: commas are commas', () => {
  expect(written({ position: { lon: 120.62, lat: 31.27, zoom: 16 }, class: [3, 5] })).toBe(
    '?at=120.620000,31.270000,16.00&class=3,5',
  )
})

test('parameters of others are kept, own ones are replaced or taken away', () => {
  expect(written({ level: 7 }, 'lang=en&level=3&sel=grid-1')).toBe('?lang=en&level=7')
})

test.each([
  ['at=200,31,16', 'at'],
  ['at=120,91,16', 'at'],
  ['at=120,31', 'at'],
  ['at=120,31,16,9', 'at'],
  ['at=120,,16', 'at'],
  ['level=deep', 'level'],
  ['level=-3', 'level'],
  ['class=3,x', 'class'],
  ['class=3,,5', 'class'],
  ['owner=none', 'owner'],
  ['grid=0', 'grid'],
  ['state=intact,shiny', 'state'],
  ['asof=2026-02-31', 'asof'],
  ['asof=now', 'asof'],
  ['vs=then', 'vs'],
  ['vs=2026-02-31', 'vs'],
  ['by=colour', 'by'],
  ['sel=component-', 'sel'],
  ['sel=component-1.5', 'sel'],
  ['sel=tree-4', 'sel'],
  ['sel=point-181,3', 'sel'],
])('a bad value is dropped and named: %s', (search, name) => {
  expect(read(search)).toEqual({ view: NOTHING, dropped: [name] })
})

test('one bad value does not take the others with it', () => {
  expect(read('at=0,0,1&level=x&class=4')).toEqual({
    view: { ...NOTHING, position: { lon: 0, lat: 0, zoom: 1 }, class: [4] },
    dropped: ['level'],
  })
})
