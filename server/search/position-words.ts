/**
 * Reads a position from what somebody typed: decimal degrees, degrees with minutes and seconds, hemispheres by letter or in Chinese, CGCS2000
 * eastings with their zone's number in front, and GCJ-02, BD-09 or an EPSG code named before the numbers. Gives [lon, lat] in EPSG:4490.
 */
import { CRS_NAMES, type LonLat, toLonLat } from '../shared/crs.ts'

export type ReadPosition = {
  readonly point: LonLat
  readonly crs: string
  /** How the words were read: the order of the numbers and their notation. */
  readonly read: string
}
/** west, south, east, north: where a position is expected when both orders of two numbers are possible. */
type Extent = readonly [number, number, number, number]

const SYSTEMS: [RegExp, string][] = [
  [/^(gcj-?02|火星坐标|火星|高德|腾讯)/i, 'GCJ-02'],
  [/^(bd-?09|百度坐标|百度)/i, 'BD-09'],
  [/^(wgs-?84|gps)/i, 'EPSG:4326'],
  [/^(cgcs-?2000|国家2000|2000坐标)/i, 'EPSG:4490'],
]

/** The system named in front, if one is, and the words after it. Null where an EPSG code is named that nobody here can read. */
const splitSystem = (words: string): { crs: string | undefined; rest: string } | null => {
  const after = (taken: string) => words.slice(taken.length).replace(/^[\s:]+/, '')
  const [epsg] = words.match(/^epsg:\d+/i) ?? []
  if (epsg)
    return CRS_NAMES.includes(epsg.toUpperCase()) ? { crs: epsg.toUpperCase(), rest: after(epsg) } : null
  for (const [pattern, crs] of SYSTEMS) {
    const [name] = words.match(pattern) ?? []
    if (name) return { crs, rest: after(name) }
  }
  return { crs: undefined, rest: words }
}

/** Full-width digits and marks become plain ones; the many signs for minutes and seconds become ' and ". */
const plain = (words: string): string =>
  words
    .replace(/[″”“〃]|''|′′|秒/g, '"')
    .replace(/[′’‘`´]|分/g, "'")
    .replace(/[º˚]|度/g, '°')
    .normalize('NFKC')
    .trim()

const BEFORE = '(?<axis>[NSEW]|东经|西经|北纬|南纬|经度|纬度|lon(?:gitude)?|lng|lat(?:itude)?)\\s*[:=]?\\s*'
const VALUE = `(?<degrees>[+-]?\\d+(?:\\.\\d+)?)(?:\\s*°(?:\\s*(?<minutes>\\d+(?:\\.\\d+)?)\\s*'(?:\\s*(?<seconds>\\d+(?:\\.\\d+)?)\\s*")?)?)?`
const AFTER = '\\s*(?<axis>[NSEW])'
const named = (pattern: string, prefix: string): string => pattern.replaceAll('(?<', `(?<${prefix}`)
const coordinate = (place: string): string =>
  `(?:${named(BEFORE + VALUE, `${place}b_`)}|${named(VALUE + AFTER, `${place}a_`)}|${named(VALUE, `${place}n_`)})`
const PAIR = new RegExp(
  `^\\(?\\s*${coordinate('first_')}(?:\\s*[,;、/]\\s*|\\s+|(?<=[°'"NSEW])\\s*)${coordinate('second_')}\\s*\\)?$`,
  'i',
)

type Coordinate = {
  readonly value: number
  readonly axis: 'lon' | 'lat' | undefined
  readonly sexagesimal: boolean
}

const axisOf = (name: string | undefined): Coordinate['axis'] =>
  name === undefined ? undefined : /^([EW]|东|西|经|lon|lng)/i.test(name) ? 'lon' : 'lat'

const coordinateOf = (groups: Record<string, string | undefined>, place: string): Coordinate | null => {
  const part = (name: string) =>
    groups[`${place}b_${name}`] ?? groups[`${place}a_${name}`] ?? groups[`${place}n_${name}`]
  const [minutes, seconds] = [Number(part('minutes') ?? 0), Number(part('seconds') ?? 0)]
  if (minutes >= 60 || seconds >= 60) return null
  const degrees = part('degrees') ?? ''
  const size = Math.abs(Number(degrees)) + minutes / 60 + seconds / 3600
  const negative = degrees.startsWith('-') || /^([SW]|南|西)/i.test(part('axis') ?? '')
  return {
    value: negative ? -size : size,
    axis: axisOf(part('axis')),
    sexagesimal: part('minutes') !== undefined,
  }
}

const within = ([lon, lat]: LonLat, extent: Extent | null): boolean =>
  extent !== null && lon >= extent[0] && lon <= extent[2] && lat >= extent[1] && lat <= extent[3]

/** Whether latitude was written first: by what was said, by range, then by where the district lies; longitude first where nothing tells. */
const latitudeFirst = (a: Coordinate, b: Coordinate, extent: Extent | null): boolean | null => {
  if (a.axis !== undefined && a.axis === b.axis) return null
  if (a.axis !== undefined || b.axis !== undefined) return a.axis === 'lat' || b.axis === 'lon'
  if (Math.abs(a.value) > 90 || Math.abs(b.value) > 90) return Math.abs(b.value) > 90
  return !within([a.value, b.value], extent) && within([b.value, a.value], extent)
}

const readDegrees = (
  a: Coordinate,
  b: Coordinate,
  crs: string,
  extent: Extent | null,
): ReadPosition | null => {
  const swapped = latitudeFirst(a, b, extent)
  if (swapped === null) return null
  const point = toLonLat(crs, swapped ? [b.value, a.value] : [a.value, b.value])
  const notation = a.sexagesimal || b.sexagesimal ? 'degrees, minutes, seconds' : 'decimal degrees'
  return point && { point, crs, read: `${swapped ? 'lat, lon' : 'lon, lat'} · ${notation}` }
}

/** Zone numbers 25–45 are of 3°, 13–23 of 6°. */
const zoneOf = (easting: number): { crs: string; zone: string } | null => {
  const zone = Math.floor(easting / 1e6)
  if (zone >= 25 && zone <= 45) return { crs: `EPSG:${4488 + zone}`, zone: `3° zone ${zone}` }
  if (zone >= 13 && zone <= 23) return { crs: `EPSG:${4491 + zone - 13}`, zone: `6° zone ${zone}` }
  return null
}

/** Northings of the country have 7 digits before the point, eastings 6, or 8 with their zone. */
const digits = (value: number): number => String(Math.trunc(value)).length

const readMetres = (a: number, b: number, named: string | undefined): ReadPosition | null => {
  const swapped = digits(a) === 7 && digits(b) !== 7
  const [easting, northing] = swapped ? [b, a] : [a, b]
  const order = swapped ? 'northing, easting' : 'easting, northing'
  if (digits(northing) !== 7) return null
  const found = zoneOf(easting)
  const crs = named ?? (digits(easting) === 8 ? found?.crs : undefined)
  const point = crs === undefined ? null : toLonLat(crs, [easting, northing])
  const grid = named === undefined && found ? `CGCS2000 ${found.zone}` : crs
  return point && crs !== undefined ? { point, crs, read: `${order} · ${grid}` } : null
}

const GEOGRAPHIC = ['EPSG:4326', 'EPSG:4490', 'GCJ-02', 'BD-09']

/** Null where the words are no position. `extent` is the district's, if it has one. */
export const readPosition = (words: string, extent: Extent | null): ReadPosition | null => {
  const split = splitSystem(plain(words))
  const groups = split?.rest.match(PAIR)?.groups
  if (!split || !groups) return null
  const [a, b] = [coordinateOf(groups, 'first_'), coordinateOf(groups, 'second_')]
  if (!a || !b) return null
  if (split.crs !== undefined && GEOGRAPHIC.includes(split.crs)) return readDegrees(a, b, split.crs, extent)
  if (split.crs !== undefined || Math.abs(a.value) > 180 || Math.abs(b.value) > 180)
    return readMetres(a.value, b.value, split.crs)
  return readDegrees(a, b, 'EPSG:4490', extent)
}
