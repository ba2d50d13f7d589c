import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPosition } from '../../server/search/position-words.ts'

/** The test point of the reference tables: 120.62 E 31.27 N. */
const POINT = [120.62, 31.27] as const
const WUZHONG = [120.5, 31.1, 120.8, 31.4] as const

const metresOff = ([lon, lat]: readonly [number, number]): number =>
  Math.hypot((lon - POINT[0]) * 95_100, (lat - POINT[1]) * 110_900)

test.each([
  ['120.62,31.27', 'EPSG:4490', 'lon, lat · decimal degrees'],
  ['31.27, 120.62', 'EPSG:4490', 'lat, lon · decimal degrees'],
  ['  （120.62，31.27） ', 'EPSG:4490', 'lon, lat · decimal degrees'],
  ['120.62 31.27', 'EPSG:4490', 'lon, lat · decimal degrees'],
  ['N31.27 E120.62', 'EPSG:4490', 'lat, lon · decimal degrees'],
  ['31.27N 120.62E', 'EPSG:4490', 'lat, lon · decimal degrees'],
  ['31.27°N, 120.62°E', 'EPSG:4490', 'lat, lon · decimal degrees'],
  ['东经120.62° 北纬31.27°', 'EPSG:4490', 'lon, lat · decimal degrees'],
  ['北纬31.27，东经120.62', 'EPSG:4490', 'lat, lon · decimal degrees'],
  ['lat=31.27 lon=120.62', 'EPSG:4490', 'lat, lon · decimal degrees'],
  [`120°37'12"E 31°16'12"N`, 'EPSG:4490', 'lon, lat · degrees, minutes, seconds'],
  ['31°16′12″N 120°37′12″E', 'EPSG:4490', 'lat, lon · degrees, minutes, seconds'],
  ['东经120度37分12秒，北纬31度16分12秒', 'EPSG:4490', 'lon, lat · degrees, minutes, seconds'],
  [`120°37.2'E,31°16.2'N`, 'EPSG:4490', 'lon, lat · degrees, minutes, seconds'],
  ['40559045.69 3461075.54', 'EPSG:4528', 'easting, northing · CGCS2000 3° zone 40'],
  ['3461075.54, 40559045.69', 'EPSG:4528', 'northing, easting · CGCS2000 3° zone 40'],
  ['EPSG:4549 559045.69,3461075.54', 'EPSG:4549', 'easting, northing · EPSG:4549'],
  ['epsg:4549 3461075.54,559045.69', 'EPSG:4549', 'northing, easting · EPSG:4549'],
  ['GCJ-02 120.624175,31.267811', 'GCJ-02', 'lon, lat · decimal degrees'],
  ['gcj02：31.267811,120.624175', 'GCJ-02', 'lat, lon · decimal degrees'],
  ['高德 120.624175,31.267811', 'GCJ-02', 'lon, lat · decimal degrees'],
  ['BD-09 120.630639,31.273917', 'BD-09', 'lon, lat · decimal degrees'],
  ['WGS84 120.62,31.27', 'EPSG:4326', 'lon, lat · decimal degrees'],
])('%s', (words, crs, read) => {
  const position = readPosition(words, WUZHONG)
  expect(position).toMatchObject({ crs, read })
  // The shifted positions of the tables are rounded to the sixth digit: a tenth of a metre.
  expect(metresOff(position?.point ?? [0, 0])).toBeLessThan(0.2)
})

test.each([
  '3205060102000001',
  '路灯',
  '120.62',
  '320506 0102',
  `120°61'12"E 31°16'12"N`,
  'E120.62 E31.27',
  '120.62,95',
  'EPSG:4610 120.62,31.27',
  '559045.69 3461075.54',
  '50559045.69 3461075.54',
])('%s is no position', (words) => expect(readPosition(words, WUZHONG)).toBeNull())

test('of two possible orders the one inside the district is taken, else longitude first', () => {
  const cambridge = [-71.2, 42.3, -71, 42.5] as const
  expect(readPosition('42.37 -71.11', cambridge)?.point).toEqual([-71.11, 42.37])
  expect(readPosition('-71.11 42.37', cambridge)?.point).toEqual([-71.11, 42.37])
  expect(readPosition('-71.11 42.37', null)?.point).toEqual([-71.11, 42.37])
  expect(readPosition('71.11W 42.37N', null)?.point).toEqual([-71.11, 42.37])
})

test('any position written in degrees, minutes and seconds is read back within a decimetre', () => {
  const sexagesimal = (value: number): string => {
    const seconds = Math.round(Math.abs(value) * 36_000) / 10
    return `${Math.floor(seconds / 3600)}°${Math.floor((seconds % 3600) / 60)}'${(seconds % 60).toFixed(1)}"`
  }
  fc.assert(
    fc.property(
      fc.double({ min: 73, max: 135, noNaN: true }),
      fc.double({ min: 18, max: 53, noNaN: true }),
      (lon, lat) => {
        const point = readPosition(`${sexagesimal(lon)}E ${sexagesimal(lat)}N`, null)?.point
        expect(Math.abs((point?.[0] ?? 0) - lon)).toBeLessThan(2e-5)
        expect(Math.abs((point?.[1] ?? 0) - lat)).toBeLessThan(2e-5)
      },
    ),
  )
})
