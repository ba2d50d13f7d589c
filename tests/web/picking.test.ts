/** Order of what lies under a click. */
import { expect, test } from 'vitest'
import { boxAround, orderHits } from '../../web/map/picking.ts'

test('the nearest comes first', () => {
  const hits = orderHits(
    [
      { id: 1, classId: 7, at: { x: 14, y: 10 } },
      { id: 2, classId: 8, at: { x: 10, y: 11 } },
      { id: 3, classId: 7, at: { x: 13, y: 14 } },
    ],
    { x: 10, y: 10 },
  )
  expect(hits.map(({ id, distancePx }) => [id, distancePx])).toEqual([
    [2, 1],
    [1, 4],
    [3, 5],
  ])
})

test('a component on the edge of two tiles is one hit, at its nearer copy', () => {
  const copies = [
    { id: 5, classId: 1, at: { x: 16, y: 10 } },
    { id: 5, classId: 1, at: { x: 12, y: 10 } },
  ]
  expect(orderHits(copies, { x: 10, y: 10 })).toEqual([{ id: 5, classId: 1, distancePx: 2 }])
})

test('equal distances are ordered by id, so that the same click gives the same list', () => {
  const at = { x: 3, y: 3 }
  const hits = orderHits(
    [9, 2, 4].map((id) => ({ id, classId: 1, at })),
    at,
  )
  expect(hits.map(({ id }) => id)).toEqual([2, 4, 9])
})

test('features without an id are nothing that could be opened', () => {
  expect(orderHits([{ id: undefined, classId: 1, at: { x: 0, y: 0 } }], { x: 0, y: 0 })).toEqual([])
})

test('the box reaches as far to every side', () => {
  expect(boxAround({ x: 100, y: 50 }, 6)).toEqual([
    [94, 44],
    [106, 56],
  ])
})

test('a dot in reach comes before the area that it stands in, and an area that has a dot there is one hit', () => {
  const hits = orderHits(
    [
      { id: 8, classId: 2, at: null },
      { id: 3, classId: 1, at: { x: 5, y: 0 } },
      { id: 9, classId: 2, at: null },
      { id: 9, classId: 2, at: { x: 1, y: 0 } },
    ],
    { x: 0, y: 0 },
  )
  expect(hits.map(({ id }) => id)).toEqual([9, 3, 8])
})
