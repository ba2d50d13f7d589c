import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findClass } from '../../server/census/verdicts/class-meaning.ts'
import type { ClassCatalogue } from '../../server/imports/catalogue.ts'
import { readCode } from '../../server/imports/code-value.ts'
import { readDay } from '../../server/imports/dates.ts'
import { componentMapping, parseMapping } from '../../server/imports/mapping.ts'
import { valueReader } from '../../server/imports/mapping-value.ts'
import { metricSridAt } from '../../server/imports/metric-srid.ts'
import { positionReader } from '../../server/imports/position.ts'
import { settleCrs } from '../../server/imports/settle-crs.ts'
import { readShape } from '../../server/imports/shape.ts'
import { readCrsName } from '../../server/readers/declared-crs.ts'
import {
  formatComponentCode,
  formatUnitGridCode,
  parseComponentCode,
  parseUnitGridCode,
} from '../../server/shared/component-code.ts'

const digits = (n: number) => fc.stringMatching(new RegExp(`^[0-9]{${n}}$`))

test('a code read and written again is itself; other forms are no codes', () => {
  fc.assert(
    fc.property(fc.constantFrom(4, 5), digits(17), (length, text) => {
      const code = text.slice(0, 12 + length)
      const parsed = parseComponentCode(code, length)
      expect(parsed && formatComponentCode(parsed)).toBe(code)
      expect(parseComponentCode(code, length === 4 ? 5 : 4)).toBeNull()
    }),
  )
  fc.assert(
    fc.property(digits(15), (code) => {
      const parsed = parseUnitGridCode(code)
      expect(parsed && formatUnitGridCode(parsed)).toBe(code)
    }),
  )
  expect(parseUnitGridCode('12345678901234')).toBeNull()
  expect(parseComponentCode('3205060101０00001', 4)).toBeNull()
})

test('codes are text: what a spreadsheet or a JSON number did to them is refused with words', () => {
  expect(readCode('32050601001000123', null)).toBe('32050601001000123')
  expect(readCode('007', null)).toBe('007')
  expect(readCode(449, null)).toBe('449')
  expect(readCode(' A-1\0 ', null)).toBe('A-1')
  expect(readCode('12E45', null)).toBe('12E45')
  for (const [value, code] of [
    ['3.30105E+15', 'code_scientific'],
    [3301050101000001, 'code_as_number'],
    [null, 'code_missing'],
    ['  ', 'code_missing'],
    ['x'.repeat(101), 'text_too_long'],
  ] as const)
    expect(readCode(value, 'ObjID'), String(value)).toMatchObject({ code, field: 'ObjID' })
})

test.each([
  ['2026-01-31', '2026-01-31'],
  ['2026-01-31T23:30:00Z', '2026-01-31'],
  ['20050216', '2005-02-16'],
  [20050216, '2005-02-16'],
  ['2026年1月2日', '2026-01-02'],
  ['2026/1/2', '2026-01-02'],
  [1146614400000, '2006-05-03'],
  [-3029443200000, '1874-01-01'],
  ['00000000', null],
  ['', null],
  [null, null],
  ['20260231', undefined],
  ['2014', undefined],
  ['soon', undefined],
])('%j is the day %j', (value, day) => expect(readDay(value)).toBe(day))

test('values come from fields, constants, templates, translations and the first that says something', () => {
  const fields = { Owner: 'City', a: '', n: 3, $id: 7 }
  expect(valueReader('Owner')({ fields, rowNo: 5 })).toBe('City')
  expect(valueReader({ value: 'X' })({ fields, rowNo: 5 })).toBe('X')
  expect(valueReader('SL-{n}-{$id}')({ fields, rowNo: 5 })).toBe('SL-3-7')
  expect(valueReader('SL-{a}')({ fields, rowNo: 5 })).toBeNull()
  expect(valueReader({ field: 'Owner', map: { City: 'CITY' }, else: null })({ fields, rowNo: 5 })).toBe(
    'CITY',
  )
  expect(valueReader({ field: 'n', map: { City: 'CITY' }, else: null })({ fields, rowNo: 5 })).toBeNull()
  expect(valueReader({ field: 'n', map: { City: 'CITY' } })({ fields, rowNo: 5 })).toBe(3)
  expect(valueReader(['a', 'missing', 'n'])({ fields, rowNo: 5 })).toBe(3)
})

test('a wrong mapping is refused by the name of the wrong member', () => {
  expect(() => parseMapping(componentMapping, { edition: 'E', code: 'c', ownr: 'x' })).toThrow(/ownr/)
  expect(() => parseMapping(componentMapping, { edition: 'E', code: 'c', units: 'maybe' })).toThrow(/units/)
})

test('CRS names are read in every spelling, and those without a datum shift are refused', () => {
  expect(readCrsName('urn:ogc:def:crs:OGC:1.3:CRS84')).toBe('EPSG:4326')
  expect(readCrsName('urn:ogc:def:crs:EPSG::4549')).toBe('EPSG:4549')
  expect(readCrsName('gcj02')).toBe('GCJ-02')
  expect(readCrsName('+ellps=GRS80 +proj=tmerc +lon_0=120 +x_0=500000')).toBe('EPSG:4549')
  expect(() => readCrsName('EPSG:27700')).toThrow(/27700/)
  expect(() => settleCrs({ crs: null }, 'EPSG:2363')).toThrow(/2363/)
  expect(settleCrs({ crs: null }, 'EPSG:2363', { xian80: [1, 2, 3] })).toBe('EPSG:2363')
})

const aClass = (id: number, code: string, nameZh: string, geometry: 'point' | 'polygon' = 'point') => ({
  id,
  code,
  nameZh,
  nameEn: nameZh,
  geometry,
})
const catalogue = (edition: string, list: ReturnType<typeof aClass>[]): ClassCatalogue => ({
  editionId: 1,
  edition,
  classCodeLength: 4,
  componentCodeLength: 16,
  byCode: new Map(list.map((c) => [c.code, c])),
  byName: new Map(list.map((c) => [c.nameZh, [c]])),
})
const OLD = catalogue('CJ/T 214-2007', [aClass(1, '0114', '无主井盖')])
const NEW = catalogue('GB/T 30428.2-2013', [
  aClass(2, '0114', '园林井盖'),
  aClass(3, '0115', '路灯'),
  aClass(4, '0401', '绿地', 'polygon'),
])
test('code, name and edition must agree: 0114 is one cover in 2007 and another in 2013', () => {
  const said = { digits: '0114', given: null, name: null }
  expect(findClass(OLD, { ...said, name: '无主井盖' })).toMatchObject({ id: 1 })
  expect(findClass(NEW, { ...said, name: '园林井盖' })).toMatchObject({ id: 2 })
  expect(findClass(NEW, { ...said, name: '无主井盖' })).toMatchObject({
    code: 'class_name_disagree',
    en: expect.stringContaining('园林井盖'),
  })
  expect(findClass(NEW, { ...said, given: '0115' })).toMatchObject({ code: 'class_code_disagree' })
  expect(findClass(NEW, { ...said, digits: '9999' })).toMatchObject({ code: 'class_unknown' })
  expect(findClass(NEW, { ...said, digits: null, name: '路灯' })).toMatchObject({ id: 3 })
  expect(findClass(NEW, { ...said, digits: null })).toMatchObject({ code: 'class_missing' })
})

test('positions out of range or swapped are said so', () => {
  expect(positionReader('EPSG:4490', null)([120.6, 31.3])).toEqual([120.6, 31.3])
  expect(positionReader('EPSG:4490', null)([31.3, 120.6])).toMatchObject({ code: 'coordinate_swapped' })
  expect(positionReader('EPSG:4490', null)([500, 1e300])).toMatchObject({ code: 'coordinate_range' })
  expect(positionReader('EPSG:4326', [-71.2, 42.3, -71, 42.5])([42.4, -71.1])).toMatchObject({
    code: 'coordinate_swapped',
  })
  expect(positionReader('EPSG:4549', null)([3_461_075, 559_045])).toMatchObject({
    code: 'coordinate_swapped',
  })
  const [lon, lat] = positionReader('EPSG:4549', null)([559_045.69, 3_461_075.54]) as [number, number]
  expect(lon).toBeCloseTo(120.62, 6)
  expect(lat).toBeCloseTo(31.27, 6)
})

test('rings are closed, cleared and turned; what is no ring is refused', () => {
  const toPlace = positionReader('EPSG:4490', null)
  const clockwise = [
    [0, 0, 5],
    [0, 1, 5],
    [0, 1, 5],
    [1, 1, 5],
    [1, 0, 5],
  ]
  const read = readShape({ type: 'Polygon', coordinates: [clockwise] }, toPlace)
  expect(read).toMatchObject({
    geometry: {
      coordinates: [
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 1],
          [0, 0],
        ],
      ],
    },
  })
  expect('notes' in read && read.notes.map((n) => n.code)).toEqual([
    'note_z_dropped',
    'note_ring_closed',
    'note_points_dropped',
  ])
  expect(
    readShape(
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, 1],
            [0, 0],
          ],
        ],
      },
      toPlace,
    ),
  ).toMatchObject({ code: 'ring_too_short' })
  expect(readShape({ type: 'Polygon', coordinates: [] }, toPlace)).toMatchObject({ code: 'geometry_missing' })
  expect(readShape({ type: 'Point', coordinates: ['1', 2] } as never, toPlace)).toMatchObject({
    code: 'geometry_unreadable',
  })
  expect(readShape({ type: 'GeometryCollection', geometries: [] }, toPlace)).toMatchObject({
    code: 'geometry_kind',
  })
  expect(readShape(null, toPlace)).toMatchObject({ code: 'geometry_missing' })
})

test('the metric system is the CGCS2000 zone in China and UTM elsewhere', () => {
  expect(metricSridAt([120.62, 31.27])).toBe(4549)
  expect(metricSridAt([-71.1, 42.37])).toBe(32619)
  expect(metricSridAt([151.2, -33.9])).toBe(32756)
})
