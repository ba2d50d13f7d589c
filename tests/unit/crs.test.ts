import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { crsFromPrj, crsFromWkt } from '../../server/readers/crs-from-wkt.ts'
import { possibleSystems, type SourceBox } from '../../server/readers/possible-systems.ts'
import { CRS_NAMES, type LonLat, missingShift, sameCrs, toLonLat } from '../../server/shared/crs.ts'
import { canonicalCrs, defineCrs } from '../../server/shared/crs-definition.ts'
import { epsgOfZone, ZONES } from '../../server/shared/gauss-kruger.ts'

/** Hundreds of files, or other programs to wait for, on a busy machine. */
vi.setConfig({ testTimeout: 60_000 })

const CS2CS = '/usr/bin/cs2cs'
const PROJINFO = '/usr/bin/projinfo'
const present = existsSync(CS2CS) && existsSync(PROJINFO)
if (!present) console.warn(`skipped in part: ${CS2CS} and ${PROJINFO} are not there`)

const close = (place: LonLat | null, [lon, lat]: readonly [number, number], tolerance = 1e-9): void => {
  expect(Math.abs((place?.[0] ?? Number.NaN) - lon)).toBeLessThan(tolerance)
  expect(Math.abs((place?.[1] ?? Number.NaN) - lat)).toBeLessThan(tolerance)
}
const prj = (
  spheroid: string,
  falseEasting: number,
  centralMeridian: number,
  { datum = 'D_China_2000', projection = 'Gauss_Kruger', scale = 1 } = {},
): string =>
  `PROJCS["x",GEOGCS["y",DATUM["${datum}",SPHEROID[${spheroid}]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["${projection}"],PARAMETER["False_Easting",${falseEasting}],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",${centralMeridian}],PARAMETER["Scale_Factor",${scale}],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`
const CGCS2000 = '"CGCS2000",6378137.0,298.257222101'
const WGS84 = '"WGS_1984",6378137.0,298.257223563'
const XIAN = '"Xian_1980",6378140.0,298.257'
const KRASOVSKY = '"Krasovsky_1940",6378245.0,298.3'

test('the reference point comes out of both zones, and of a city system with the same parameters in other words', () => {
  close(toLonLat('EPSG:4549', [559_045.69, 3_461_075.54]), [120.62, 31.27], 1e-7)
  close(toLonLat('EPSG:4528', [40_559_045.69, 3_461_075.54]), [120.62, 31.27], 1e-7)
  expect(canonicalCrs('+ellps=GRS80 +lon_0=120.0 +proj=tmerc +x_0=500000')).toBe('EPSG:4549')
})

test('ellipsoid and parameters name the zone: 3° and 6°, with and without its number', () => {
  const found = (text: string) => crsFromWkt(text)
  expect(found(prj(CGCS2000, 40_500_000, 120))).toMatchObject({ crs: 'EPSG:4528', confidence: 'certain' })
  expect(found(prj(CGCS2000, 500_000, 120))).toMatchObject({ crs: 'EPSG:4549', confidence: 'certain' })
  expect(found(prj(CGCS2000, 20_500_000, 117))).toMatchObject({ crs: 'EPSG:4498', confidence: 'certain' })
  expect(found(prj(WGS84, 40_500_000, 120, { datum: 'D_WGS_1984' }))).toMatchObject({ crs: 'EPSG:4528' })
  expect(
    found(
      prj(WGS84, 500_000, 123, { datum: 'D_WGS_1984', projection: 'Transverse_Mercator', scale: 0.9996 }),
    ),
  ).toMatchObject({ crs: 'EPSG:32651' })
  const local =
    '+proj=tmerc +lat_0=0 +lon_0=120.1666666667 +k=1 +x_0=50000 +y_0=0 +ellps=GRS80 +units=m +no_defs'
  expect(found(prj(CGCS2000, 50_000, 120.16666666666667))).toMatchObject({
    crs: local,
    confidence: 'certain',
  })
})

test('heights beside the system of places, as ESRI writes them, change nothing; anything else there is not read', () => {
  const plane = prj(CGCS2000, 500_000, 120)
  const heights =
    'VERTCS["Yellow_Sea_1985",VDATUM["Yellow_Sea_1985"],PARAMETER["Vertical_Shift",0.0],PARAMETER["Direction",1.0],UNIT["Meter",1.0]]'
  expect(crsFromWkt(`${plane},${heights}`)).toMatchObject({ crs: 'EPSG:4549', confidence: 'certain' })
  expect(crsFromWkt(`${plane}, ${plane}`)).toMatchObject({ refused: 'unknown' })
})

test('a zone number that contradicts the central meridian is to be asked', () => {
  const found = crsFromWkt(prj(CGCS2000, 39_500_000, 120))
  expect(found).toMatchObject({
    confidence: 'guess',
    why: [expect.stringContaining('117'), expect.stringContaining('117')],
  })
})

test('local systems, other ellipsoids and units, and nonsense are refused', () => {
  const refused = (text: string) => (crsFromWkt(text) as { refused?: string }).refused
  expect(refused('LOCAL_CS["苏州地方坐标系",UNIT["Meter",1.0]]')).toBe('local')
  expect(refused('COMPD_CS["x",LOCAL_CS["y",UNIT["Meter",1]],VERT_CS["z"]]')).toBe('local')
  expect(refused(prj('"Bessel_1841",6377397.155,299.1528128', 0, 120))).toBe('unknown')
  expect(refused(prj(CGCS2000, 500_000, 120).replace('UNIT["Meter",1.0]', 'UNIT["Foot_US",0.3048006]'))).toBe(
    'unknown',
  )
  expect(refused(prj(CGCS2000, 500_000, 120, { projection: 'Lambert_Conformal_Conic' }))).toBe('unknown')
  expect(refused('PROJCS["cut off",GEOGCS["y"')).toBe('unknown')
  expect(refused('hello')).toBe('unknown')
  expect(crsFromPrj(Buffer.from(' \n'))).toBeNull()
})

test("Xi'an 1980 and Beijing 1954 are refused by name until the city's parameters are there; a name that contradicts stays refused", () => {
  const xian = prj(XIAN, 39_500_000, 117, { datum: 'D_Xian_1980' })
  const beijing = prj(KRASOVSKY, 500_000, 120, { datum: 'D_Beijing_1954' })
  expect(crsFromWkt(xian)).toMatchObject({ refused: 'xian80' })
  expect(crsFromWkt(beijing)).toMatchObject({ refused: 'beijing54' })
  expect(crsFromWkt(xian, { xian80: [1, 2, 3] })).toMatchObject({ crs: 'EPSG:2363', confidence: 'certain' })
  expect(crsFromWkt(xian, { beijing54: [1, 2, 3] })).toMatchObject({ refused: 'xian80' })
  expect(crsFromWkt(beijing, { beijing54: [1, 2, 3] })).toMatchObject({ crs: 'EPSG:2437' })
  expect(crsFromWkt(prj(CGCS2000, 500_000, 120, { datum: 'D_Beijing_1954' }))).toMatchObject({
    refused: 'beijing54',
  })
  expect(() => toLonLat('EPSG:2363', [39_500_000, 4_000_000])).toThrow(RangeError)
  expect(missingShift('EPSG:2363', {})).toBe('xian80')
  expect(CRS_NAMES).not.toContain('EPSG:2363')
})

/** As a PROJ string, then in the three kinds of well-known text. */
const projinfo = (crs: string): [proj: string, ...wkt: string[]] => {
  const said = execFileSync(PROJINFO, [crs, '-o', 'PROJ,WKT1_ESRI,WKT1_GDAL,WKT2:2019', '--single-line'], {
    encoding: 'utf8',
  })
  const [proj = '', ...wkt] = said
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.endsWith('string:'))
  expect(wkt).toHaveLength(3)
  return [proj.replace(' +type=crs', ''), ...wkt]
}

test.skipIf(!present)(
  'the zones of the three datums are what EPSG says of their codes, and come back from three kinds of text',
  () => {
    const shifts = { xian80: [0, 0, 0], beijing54: [0, 0, 0] }
    const edges = ZONES.filter(({ zone, width }) => (width === 3 ? [25, 45] : [13, 23]).includes(zone))
    for (const zone of edges) {
      const crs = `EPSG:${epsgOfZone(zone)}`
      const definition = defineCrs(crs)
      const [proj, ...texts] = projinfo(crs)
      expect('proj' in definition ? definition.proj : '', crs).toBe(proj)
      for (const text of texts) {
        const found = crsFromWkt(text, shifts)
        expect('crs' in found && sameCrs(found.crs, crs), `${crs} ${JSON.stringify(found)}`).toBe(true)
      }
    }
    for (const crs of ['EPSG:4490', 'EPSG:4610', 'EPSG:4214', 'EPSG:4326', 'EPSG:3857', 'EPSG:32650'])
      for (const text of projinfo(crs).slice(1)) expect(crsFromWkt(text, shifts)).toMatchObject({ crs })
    // With the heights of 1985: beside the plane system as ESRI writes it, around both elsewhere.
    for (const text of projinfo('EPSG:4549+5737').slice(1))
      expect(crsFromWkt(text), text).toMatchObject({ crs: 'EPSG:4549' })
  },
  60_000,
)

test.skipIf(!present)('with 3 and with 7 parameters the degrees are those of PROJ', () => {
  const shifts = {
    xian80: [24.5, -123.25, -94.125],
    beijing54: [12.65, -99.5, -101.25, 0.35, -0.2, 1.1, -2.75],
  }
  for (const [crs, shift, at] of [
    ['EPSG:2363', shifts.xian80, [39_448_123.4, 4_419_876.5]],
    ['EPSG:2437', shifts.beijing54, [559_045.69, 3_461_075.54]],
    ['EPSG:4610', shifts.xian80, [116.3912, 39.9061]],
  ] as const) {
    const definition = defineCrs(crs)
    const from = `${'proj' in definition ? definition.proj : ''} +towgs84=${shift.join(',')}`
    const to = '+proj=longlat +ellps=GRS80 +towgs84=0,0,0 +no_defs'
    const said = execFileSync(CS2CS, ['-f', '%.12f', ...from.split(' '), '+to', ...to.split(' ')], {
      input: `${at.join(' ')}\n`,
      encoding: 'utf8',
    })
    const [lon = Number.NaN, lat = Number.NaN] = said.trim().split(/\s+/).map(Number)
    close(toLonLat(crs, [...at], shifts), [lon, lat], 2e-9)
    // A shift of over 100 m is seen.
    const unshifted = toLonLat(crs, [...at], { xian80: [0, 0, 0], beijing54: [0, 0, 0] })
    expect(Math.abs((unshifted?.[0] ?? 0) - lon)).toBeGreaterThan(1e-4)
  }
})

test('no text but a transverse Mercator of known parameters is a CRS', () => {
  const good = '+proj=tmerc +lat_0=0 +lon_0=120.5 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs'
  expect(canonicalCrs(good)).toBe(good)
  expect(
    sameCrs(good, canonicalCrs('+proj=tmerc +x_0=500000.000 +lon_0=120.50 +ellps=GRS80 +type=crs') ?? ''),
  ).toBe(true)
  for (const bad of [
    '+proj=tmerc +lon_0=120.5 +ellps=GRS80 +towgs84=1,2,3',
    '+proj=tmerc +lon_0=120.5 +ellps=GRS80 +nadgrids=@/etc/passwd',
    '+proj=tmerc +lon_0=120.5 +lon_0=121 +ellps=GRS80',
    '+proj=tmerc +lon_0=1e2 +ellps=GRS80',
    '+proj=tmerc +lon_0=500 +ellps=GRS80',
    '+proj=tmerc +lon_0=120.5 +ellps=bessel',
    '+proj=tmerc +lon_0=120.5 +ellps=toString',
    '+proj=lcc +lon_0=120.5 +ellps=GRS80',
    '+proj=tmerc +ellps=GRS80',
    `${good} ${' '.repeat(400)}`,
    'constructor',
  ])
    expect(canonicalCrs(bad), bad).toBeNull()
})

test('whatever stands in a .prj, it is answered', async () => {
  const wkt = await readFile(new URL('../fixtures/cgcs2000-zone-40.prj', import.meta.url))
  const changed = fc.array(fc.tuple(fc.nat(wkt.length - 1), fc.nat(255)), { maxLength: 5 }).map((changes) => {
    const bytes = Buffer.from(wkt)
    for (const [at, byte] of changes) bytes[at] = byte
    return bytes
  })
  const cut = fc.nat(wkt.length).map((length) => wkt.subarray(0, length))
  fc.assert(
    fc.property(fc.oneof(changed, cut, fc.uint8Array({ maxLength: 100 })), (bytes) => {
      const found = crsFromPrj(bytes, { xian80: [0, 0, 0], beijing54: [0, 0, 0] })
      if (found !== null && 'crs' in found)
        expect(() => toLonLat(found.crs, [500_000, 3_400_000])).not.toThrow(TypeError)
      expect(found === null || 'crs' in found || 'refused' in found).toBe(true)
    }),
    { numRuns: 500 },
  )
})

const SUZHOU: LonLat = [120.62, 31.27]
const first = (box: SourceBox, centre: LonLat | null = SUZHOU) => possibleSystems(box, centre)[0]

test('bare numbers: the zone that stands before the easting, whichever column it is in', () => {
  const zone: SourceBox = [40_550_000, 3_450_000, 40_560_000, 3_470_000]
  const swapped: SourceBox = [3_450_000, 40_550_000, 3_470_000, 40_560_000]
  expect(first(zone)).toMatchObject({ crs: 'EPSG:4528', swapped: false, confidence: 'likely' })
  expect(first(swapped)).toMatchObject({ crs: 'EPSG:4528', swapped: true, confidence: 'likely' })
  expect(possibleSystems(zone).map((s) => [s.crs, s.confidence])).toEqual([
    ['EPSG:4528', 'likely'],
    ['EPSG:2364', 'guess'],
    ['EPSG:2416', 'guess'],
  ])
  expect(first([21_250_000, 3_450_000, 21_260_000, 3_470_000])).toMatchObject({ crs: 'EPSG:4499' })
})

test('bare numbers: six digits must be asked, the meridians near the district first', () => {
  const found = possibleSystems([550_000, 3_450_000, 560_000, 3_470_000], SUZHOU)
  expect(found[0]).toMatchObject({ crs: 'EPSG:4549', confidence: 'guess', swapped: false })
  expect(found.every((s) => s.confidence === 'guess')).toBe(true)
  expect(found.map((s) => s.crs)).toEqual(
    expect.arrayContaining(['EPSG:4548', 'EPSG:4550', 'EPSG:2385', 'EPSG:2437']),
  )
  expect(first([3_450_000, 550_000, 3_470_000, 560_000])).toMatchObject({ crs: 'EPSG:4549', swapped: true })
})

test('bare numbers: degrees in either order, with the shifted ones as possible; far from the district nothing is likely', () => {
  expect(
    possibleSystems([120.5, 31.2, 120.7, 31.4], SUZHOU).map((s) => [s.crs, s.swapped, s.confidence]),
  ).toEqual([
    ['EPSG:4490', false, 'likely'],
    ['GCJ-02', false, 'guess'],
    ['BD-09', false, 'guess'],
  ])
  expect(first([31.2, 120.5, 31.4, 120.7])).toMatchObject({ crs: 'EPSG:4490', swapped: true })
  expect(first([116.3, 39.8, 116.5, 40], SUZHOU)).toMatchObject({ crs: 'EPSG:4490', confidence: 'guess' })
  expect(first([-71.2, 42.3, -71, 42.4], null)).toMatchObject({ crs: 'EPSG:4326', confidence: 'guess' })
  expect(possibleSystems([0, 0, 5e7, 5e7])).toEqual([])
  expect(possibleSystems([Number.NaN, 0, 1, 1])).toEqual([])
})
