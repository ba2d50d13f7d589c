/** What a click in the legend makes of the filter. */
import { expect, test } from 'vitest'
import type { ComponentClass } from '../../web/api-types.ts'
import { legendGroups, toggled } from '../../web/features/components/legend-model.ts'

const ALL = [1, 2, 3]

test('switching one off keeps the others; switching it on again is no filter', () => {
  expect(toggled(ALL, null, [2])).toEqual([1, 3])
  expect(toggled(ALL, [1, 3], [2])).toBeNull()
  expect(toggled(ALL, [1], [1])).toEqual([])
})

test('a group of which some show is shown as a whole first', () => {
  expect(toggled(ALL, [1], [1, 2])).toEqual([1, 2])
  expect(toggled(ALL, [1, 2], [1, 2])).toEqual([])
})

test('a class in the filter that is no longer in use falls out', () => {
  expect(toggled(ALL, [1, 99], [2])).toEqual([1, 2])
})

const cls = (id: number, majorCode: string, nameZh: string, nameEn: string): ComponentClass => ({
  id,
  code: `${majorCode}0${id}`,
  edition: 'GB/T 30428.2-2013',
  nameZh,
  nameEn,
  kind: 'component',
  majorCode,
  majorZh: majorCode,
  majorEn: majorCode,
  geometry: 'point',
  confidence: 'source',
  components: 0,
})
const CLASSES = [
  cls(1, '01', '雨水井盖', 'Storm cover'),
  cls(2, '01', '路灯', 'Street lamp'),
  cls(3, '04', '行道树', 'Tree'),
]
const COUNTS = new Map([
  [1, 5],
  [2, 9],
  [3, 2],
])

test('groups add up, and the largest class of a group stands first', () => {
  const groups = legendGroups(CLASSES, COUNTS, [2], '')
  expect(groups.map(({ key, count }) => [key, count])).toEqual([
    ['GB/T 30428.2-2013/01', 14],
    ['GB/T 30428.2-2013/04', 2],
  ])
  expect(groups[0]?.rows.map(({ cls: { id }, on }) => [id, on])).toEqual([
    [2, true],
    [1, false],
  ])
})

test('a class is found by its Chinese name, its English name or its code', () => {
  const found = (words: string) =>
    legendGroups(CLASSES, COUNTS, null, words).flatMap((g) => g.rows.map((r) => r.cls.id))
  expect(found('井盖')).toEqual([1])
  expect(found(' LAMP ')).toEqual([2])
  expect(found('0403')).toEqual([3])
})
