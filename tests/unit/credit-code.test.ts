import { expect, test } from 'vitest'
import { findWrongCheck } from '../../server/census/verdicts/credit-code.ts'

test("the standard's own example ends with 3, not with Z", () => {
  expect(findWrongCheck('91350100M000100Y43')).toBeNull()
  expect(findWrongCheck('91350100M000100Y4Z')).toBe('3')
})

test('a remainder of nothing gives 0, and two figures that changed places are found', () => {
  expect(findWrongCheck('91512081MA62K0260E')).toBeNull()
  expect(findWrongCheck('91512081MA62K2060E')).not.toBeNull()
  expect(findWrongCheck('000000000000000000')).toBeNull()
  expect(findWrongCheck('000000000000000001')).toBe('0')
})

test.each([
  '',
  '12345',
  '320506001001001',
  '1234567890123456I8',
  'a1350100M000100Y43',
  '水务公司水务公司水务公司水务公司水务',
])('%s is no credit code and not judged', (code) => expect(findWrongCheck(code)).toBeNull())
