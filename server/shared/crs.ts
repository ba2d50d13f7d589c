/**
 * The coordinate reference systems a caller may name, and their conversion to [lon, lat] in CGCS2000 degrees (EPSG:4490; WGS 84 is taken as equal).
 * Source positions are [easting, northing] or [lon, lat], whatever axis order EPSG lists. CGCS2000 zones as in GB/T 30428.2 census practice.
 */
import gcoord from 'gcoord'
import proj4 from 'proj4'

export type LonLat = [number, number]

const GEOGRAPHIC = ['EPSG:4326', 'EPSG:4490'] as const
const SHIFTED = ['GCJ-02', 'BD-09'] as const

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i)
const transverseMercator = (centralMeridian: number, falseEasting: number): string =>
  `+proj=tmerc +lat_0=0 +lon_0=${centralMeridian} +k=1 +x_0=${falseEasting} +y_0=0 +ellps=GRS80 +units=m +no_defs`

const utm = (zone: number, south: boolean): string =>
  `+proj=utm +zone=${zone} ${south ? '+south ' : ''}+ellps=WGS84 +units=m +no_defs`

/** EPSG code → proj string: CGCS2000 6° zones 13–23 and 3° zones 25–45, each with and without prefix; UTM and Web Mercator for cities elsewhere. */
const PROJECTED = new Map<string, string>([
  ...range(13, 23).map((zone): [string, string] => [
    `EPSG:${4491 + zone - 13}`,
    transverseMercator(zone * 6 - 3, zone * 1e6 + 500_000),
  ]),
  ...range(13, 23).map((zone): [string, string] => [
    `EPSG:${4502 + zone - 13}`,
    transverseMercator(zone * 6 - 3, 500_000),
  ]),
  ...range(25, 45).map((zone): [string, string] => [
    `EPSG:${4488 + zone}`,
    transverseMercator(zone * 3, zone * 1e6 + 500_000),
  ]),
  ...range(25, 45).map((zone): [string, string] => [
    `EPSG:${4509 + zone}`,
    transverseMercator(zone * 3, 500_000),
  ]),
  ...range(1, 60).map((zone): [string, string] => [`EPSG:${32_600 + zone}`, utm(zone, false)]),
  ...range(1, 60).map((zone): [string, string] => [`EPSG:${32_700 + zone}`, utm(zone, true)]),
  ['EPSG:3857', '+proj=merc +a=6378137 +b=6378137 +units=m +no_defs'],
])

export const CRS_NAMES = [...GEOGRAPHIC, ...SHIFTED, ...PROJECTED.keys()] as [string, ...string[]]

type Converter = { forward(position: number[]): number[]; inverse(position: number[]): number[] }
const converters = new Map<string, Converter>()
const converterOf = (crs: string): Converter => {
  const known = converters.get(crs)
  if (known) return known
  const definition = PROJECTED.get(crs)
  if (!definition) throw new RangeError(`unknown CRS ${crs}`)
  const made = proj4(definition, '+proj=longlat +ellps=GRS80 +no_defs')
  converters.set(crs, made)
  return made
}

/** gcoord's own inverse leaves up to 13 cm; iterating its exact forward leaves less than 1e-8 m. */
const unshift = (crs: 'GCJ-02' | 'BD-09', shifted: LonLat): LonLat => {
  const system = crs === 'GCJ-02' ? gcoord.GCJ02 : gcoord.BD09
  let [lon, lat] = gcoord.transform([...shifted], system, gcoord.WGS84) as LonLat
  for (let i = 0; i < 20; i++) {
    const [backLon, backLat] = gcoord.transform([lon, lat], gcoord.WGS84, system) as LonLat
    const [dLon, dLat] = [shifted[0] - backLon, shifted[1] - backLat]
    if (Math.abs(dLon) < 1e-13 && Math.abs(dLat) < 1e-13) break
    lon += dLon
    lat += dLat
  }
  return [lon, lat]
}

/** Result in degrees, or null where the position cannot exist in that CRS (not finite, out of range, swapped beyond use). */
export const toLonLat = (crs: string, [x, y]: LonLat): LonLat | null => {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return null
  const degrees = crs === 'EPSG:4326' || crs === 'EPSG:4490'
  const shifted = crs === 'GCJ-02' || crs === 'BD-09'
  if ((degrees || shifted) && (Math.abs(x) > 180 || Math.abs(y) > 90)) return null
  if (degrees) return [x, y]
  const [lon, lat] = shifted ? unshift(crs, [x, y]) : (converterOf(crs).forward([x, y]) as LonLat)
  return Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lon) <= 180 && Math.abs(lat) <= 90
    ? [lon, lat]
    : null
}

/** The way back, for what is given out: [easting, northing], or that system's own degrees; null where it has no such place. */
export const fromLonLat = (crs: string, [lon, lat]: LonLat): LonLat | null => {
  if (crs === 'EPSG:4326' || crs === 'EPSG:4490') return [lon, lat]
  const [x = Number.NaN, y = Number.NaN] =
    crs === 'GCJ-02' || crs === 'BD-09'
      ? gcoord.transform([lon, lat], gcoord.WGS84, crs === 'GCJ-02' ? gcoord.GCJ02 : gcoord.BD09)
      : converterOf(crs).inverse([lon, lat])
  return Number.isFinite(x) && Number.isFinite(y) ? [x, y] : null
}
