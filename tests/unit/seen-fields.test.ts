import { expect, test } from 'vitest'
import { seenFields } from '../../server/imports/seen-fields.ts'

test('an ordinary file: every field, and all of them can be named', () => {
  const seen = seenFields(new Set(['code']))
  seen.add(['code', 'x', 'y'])
  seen.add(['x', 'y', 'note'])
  expect([...seen.names]).toEqual(['code', 'x', 'y', 'note'])
  expect(seen.list()).toEqual({ names: ['code', 'x', 'y', 'note'], more: false })
})

test('a million names are not kept, but those of the mapping are known wherever they come', () => {
  const seen = seenFields(new Set(['code', 'owner']))
  for (let n = 0; n < 1_000_000; n += 10) seen.add(Array.from({ length: 10 }, (_, i) => `field ${n + i}`))
  seen.add(['x'.repeat(100_000)])
  expect(seen.names.size).toBeLessThan(5_000)
  expect(seen.names.has('owner')).toBe(false)
  seen.add(['last', 'owner'])
  expect(seen.names.has('owner')).toBe(true)
  expect(seen.names.has('last')).toBe(false)
  expect(seen.list()).toMatchObject({ names: expect.objectContaining({ length: 50 }), more: true })
})

test('one name that is too long to be a field is left out of the list, and that is said', () => {
  const seen = seenFields(new Set())
  seen.add(['a', 'x'.repeat(100_000)])
  expect(seen.list()).toEqual({ names: ['a'], more: true })
})
