/** Codes grouped for the eye, distances and areas with units. */
import { expect, test } from 'vitest'
import { formatArea, formatDistance, formatPoint, groupCode, nameIn } from '../../web/i18n/formats.ts'

test.each([
  ['3205060103000127', ['320506', '0103', '000127'], '16 digits: county, class, sequence'],
  ['32050601003000127', ['320506', '01003', '000127'], '17 digits since 2026'],
  ['320506001002003', ['320506', '001', '002', '003'], 'a unit grid'],
  ['HYD-0042', ['HYD-0042'], 'another city'],
  ['320506010300012', ['320506', '010', '300', '012'], '15 digits are a unit grid'],
  ['', [''], 'nothing'],
])('%s is read as %j (%s)', (code, groups) => {
  expect(groupCode(code)).toEqual(groups)
  expect(groups.join('')).toBe(code)
})

test('metres until a kilometre, square metres until a tenth of a square kilometre', () => {
  expect([3.25, 9.96, 10.4, 999.4, 1234].map(formatDistance)).toEqual([
    '3.3\u00a0m',
    '10.0\u00a0m',
    '10\u00a0m',
    '999\u00a0m',
    '1.23\u00a0km',
  ])
  expect([9_999.6, 99_999, 100_000, 1_250_000].map(formatArea)).toEqual([
    '10,000 m²',
    '99,999 m²',
    '0.10 km²',
    '1.25 km²',
  ])
})

test('positions are longitude first', () => {
  expect(formatPoint([120.62, 31.27])).toBe('120.620000, 31.270000')
})

test('a name missing in one language is taken from the other', () => {
  const named = { nameZh: '', nameEn: 'Street light' }
  expect(nameIn('zh', named)).toBe('Street light')
  expect(nameIn('en', { nameZh: '路灯', nameEn: '' })).toBe('路灯')
})
