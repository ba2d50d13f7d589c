/** What the filter asks of the server, and the rows of a facet. */
import { expect, test } from 'vitest'
import {
  facetRows,
  facetsChosen,
  flipped,
  NO_CHOICES,
  queryOf,
  shownTotal,
} from '../../web/features/components/filter-model.ts'

const view = { ...NO_CHOICES, asOf: null }

test('facets are asked under the names of the server, those without a choice not at all', () => {
  expect(queryOf(view)).toEqual({})
  expect(queryOf({ ...view, owner: [3, 5], state: ['damaged'], asOf: '2026-01-31' })).toEqual({
    owner: [3, 5],
    state: ['damaged'],
    at: '2026-01-31',
  })
})

test('a facet is counted under all others; with no class at all there is nothing to ask, except for classes', () => {
  const both = { ...view, owner: [3], state: ['damaged'] }
  expect(queryOf(both, 'owner')).toEqual({ state: ['damaged'] })
  expect(queryOf({ ...both, class: [] })).toBeNull()
  expect(queryOf({ ...both, class: [] }, 'owner')).toBeNull()
  expect(queryOf({ ...both, class: [] }, 'class')).toEqual({ owner: [3], state: ['damaged'] })
})

test('the last value taken away is no filter; an order that does not depend on the clicks', () => {
  expect(flipped(null, 5)).toEqual([5])
  expect(flipped([5], 3)).toEqual([3, 5])
  expect(flipped([3, 5], 3)).toEqual([5])
  expect(flipped([5], 5)).toBeNull()
  expect(facetsChosen({ ...NO_CHOICES, owner: [1], grid: [2, 3], class: [] })).toBe(3)
})

const GROUPS = [
  { key: 7, count: 30 },
  { key: 9, count: 12 },
  { key: null, count: 4 },
]
const nameOf = (id: number | string | null) => (id === null ? 'none' : `Unit ${id}`)

test('rows are as counted, with what is chosen though nothing is left of it', () => {
  expect(facetRows(GROUPS, [9, 11], nameOf, '')).toEqual([
    { value: 11, name: 'Unit 11', count: 0, on: true },
    { value: 7, name: 'Unit 7', count: 30, on: false },
    { value: 9, name: 'Unit 9', count: 12, on: true },
    { value: null, name: 'none', count: 4, on: false },
  ])
  expect(facetRows(GROUPS, null, nameOf, ' unit 9').map(({ value }) => value)).toEqual([9])
})

test('the total is of the classes shown', () => {
  expect(shownTotal(GROUPS, null)).toBe(46)
  expect(shownTotal(GROUPS, [9])).toBe(12)
  expect(shownTotal(GROUPS, [])).toBe(0)
})
