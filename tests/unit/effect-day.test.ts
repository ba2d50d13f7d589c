/** From which day a change may come into force, by the clock of whoever says it. */
import { expect, test } from 'vitest'
import { requireDayToCome } from '../../server/boundaries/effect-day.ts'
import { InvalidInput } from '../../server/errors.ts'

// 00:30 on 2 July in Beijing, still 1 July in Greenwich.
const NOW = Date.parse('2026-07-02T00:30:00+08:00')

test.each([
  ['the hours of today that are gone', '2026-07-02T00:00:00+08:00'],
  ['today, where it is still yesterday', '2026-07-01T01:00:00Z'],
  ['today, west of Greenwich', '2026-07-01T00:00:00-05:00'],
  ['a year to come', '2027-07-02T00:00:00+08:00'],
])('%s may be named', (_, instant) => {
  expect(() => requireDayToCome(instant, NOW)).not.toThrow()
})

test.each([
  ['the last second of yesterday', '2026-07-01T23:59:59+08:00'],
  ['yesterday in Greenwich', '2026-06-30T23:59:59Z'],
  ['a year ago', '2025-07-02T00:30:00+08:00'],
])('%s is refused', (_, instant) => {
  expect(() => requireDayToCome(instant, NOW)).toThrow(InvalidInput)
})
