/**
 * What a CRS name means: the EPSG names that we know, GCJ-02 and BD-09, and a city's own transverse Mercator written as a PROJ string of which every
 * parameter is read and written anew, so that equal systems are equal strings and nothing else reaches proj4.
 */
import { centralMeridianOf, type Datum, epsgOfZone, falseEastingOf, ZONES } from './gauss-kruger.ts'

export type CrsDefinition =
  | { readonly kind: 'geographic'; readonly datum: Datum; readonly proj: string }
  | { readonly kind: 'projected'; readonly datum: Datum; readonly proj: string }
  | { readonly kind: 'obfuscated' }

export type TransverseMercator = {
  readonly datum: Datum
  readonly originLatitude: number
  readonly centralMeridian: number
  readonly scale: number
  readonly falseEasting: number
  readonly falseNorthing: number
}

const ELLIPSOIDS = { cgcs2000: 'GRS80', xian80: 'IAU76', beijing54: 'krass' } as const satisfies Record<
  Datum,
  string
>
const geographic = (datum: Datum): CrsDefinition => ({
  kind: 'geographic',
  datum,
  proj: `+proj=longlat +ellps=${ELLIPSOIDS[datum]} +no_defs`,
})
const projected = (proj: string, datum: Datum = 'cgcs2000'): CrsDefinition => ({
  kind: 'projected',
  datum,
  proj,
})

/** 1e-10° is a hundredth of a millimetre; files write a third of a degree with anything from 8 to 16 digits. */
const written = (value: number, digits: number): string => String(Number(value.toFixed(digits)))
const projOf = (tm: TransverseMercator): string =>
  `+proj=tmerc +lat_0=${written(tm.originLatitude, 10)} +lon_0=${written(tm.centralMeridian, 10)} +k=${written(tm.scale, 10)}` +
  ` +x_0=${written(tm.falseEasting, 4)} +y_0=${written(tm.falseNorthing, 4)} +ellps=${ELLIPSOIDS[tm.datum]} +units=m +no_defs`

const utm = (zone: number, south: boolean): CrsDefinition =>
  projected(`+proj=utm +zone=${zone} ${south ? '+south ' : ''}+ellps=WGS84 +units=m +no_defs`)
const utmZones = (first: number, south: boolean): [string, CrsDefinition][] =>
  Array.from({ length: 60 }, (_, i) => [`EPSG:${first + i}`, utm(i + 1, south)])

const KNOWN = new Map<string, CrsDefinition>([
  ['EPSG:4326', geographic('cgcs2000')],
  ['EPSG:4490', geographic('cgcs2000')],
  ['EPSG:4610', geographic('xian80')],
  ['EPSG:4214', geographic('beijing54')],
  ['GCJ-02', { kind: 'obfuscated' }],
  ['BD-09', { kind: 'obfuscated' }],
  ...ZONES.map((zone): [string, CrsDefinition] => [
    `EPSG:${epsgOfZone(zone)}`,
    projected(
      projOf({
        datum: zone.datum,
        originLatitude: 0,
        centralMeridian: centralMeridianOf(zone),
        scale: 1,
        falseEasting: falseEastingOf(zone),
        falseNorthing: 0,
      }),
      zone.datum,
    ),
  ]),
  ...utmZones(32_601, false),
  ...utmZones(32_701, true),
  ['EPSG:3857', projected('+proj=merc +a=6378137 +b=6378137 +units=m +no_defs')],
])
/** The first name of each projection. */
const NAME_OF = new Map(
  [...KNOWN].reverse().flatMap(([name, known]) => (known.kind === 'projected' ? [[known.proj, name]] : [])),
)

/** UTM is a transverse Mercator of scale 0.9996 in EPSG's eyes too; WGS 84 and CGCS2000 differ by 0.1 mm in it. */
const utmName = (tm: TransverseMercator): string | undefined => {
  const zone = (tm.centralMeridian + 183) / 6
  const south = tm.falseNorthing === 10_000_000
  const fits =
    tm.datum === 'cgcs2000' &&
    tm.originLatitude === 0 &&
    tm.scale === 0.9996 &&
    tm.falseEasting === 500_000 &&
    (south || tm.falseNorthing === 0) &&
    Number.isInteger(zone) &&
    zone >= 1 &&
    zone <= 60
  return fits ? `EPSG:${(south ? 32_700 : 32_600) + zone}` : undefined
}

/** Its EPSG name where it has one of those that we know, else its PROJ string. */
export const nameTransverseMercator = (tm: TransverseMercator): string => {
  const proj = projOf(tm)
  return utmName(tm) ?? NAME_OF.get(proj) ?? proj
}

const NUMBER = /^-?\d{1,9}(\.\d{1,20})?$/
const LIMITS = { lat_0: 90, lon_0: 180, k: 2, x_0: 1e8, y_0: 1e8 } as const
const CONSTANT: Readonly<Record<string, string>> = { proj: 'tmerc', units: 'm', no_defs: '', type: 'crs' }

/** Null for anything but one transverse Mercator of the three ellipsoids, each parameter at most once. */
const readProj = (text: string): TransverseMercator | null => {
  const said = new Map<string, string>()
  for (const part of text.trim().split(/\s+/)) {
    const [, key = '', value = ''] = part.match(/^\+([a-z_0]{1,8})(?:=(\S{1,40}))?$/) ?? []
    if (key === '' || said.has(key)) return null
    const numeric = Object.hasOwn(LIMITS, key) && NUMBER.test(value)
    if (!numeric && key !== 'ellps' && !(Object.hasOwn(CONSTANT, key) && CONSTANT[key] === value)) return null
    said.set(key, value)
  }
  const number = (key: keyof typeof LIMITS, otherwise: number): number => Number(said.get(key) ?? otherwise)
  const datum = (Object.keys(ELLIPSOIDS) as Datum[]).find((d) => ELLIPSOIDS[d] === said.get('ellps'))
  if (!said.has('proj') || !said.has('lon_0') || datum === undefined) return null
  const inRange = (Object.keys(LIMITS) as (keyof typeof LIMITS)[]).every(
    (key) => Math.abs(number(key, 0)) <= LIMITS[key],
  )
  const scale = number('k', 1)
  if (!inRange || scale < 0.5) return null
  return {
    datum,
    originLatitude: number('lat_0', 0),
    centralMeridian: number('lon_0', 0),
    scale,
    falseEasting: number('x_0', 0),
    falseNorthing: number('y_0', 0),
  }
}

/** The one way to write a CRS that somebody named; null for one that we do not know. */
export const canonicalCrs = (name: string): string | null => {
  if (KNOWN.has(name)) return name
  const tm = name.length <= 300 ? readProj(name) : null
  return tm === null ? null : nameTransverseMercator(tm)
}

/** Throws RangeError for a name that is not canonical. */
export const defineCrs = (crs: string): CrsDefinition => {
  const known = KNOWN.get(crs)
  if (known) return known
  const tm = readProj(crs)
  if (tm === null || projOf(tm) !== crs) throw new RangeError(`unknown CRS ${crs.slice(0, 100)}`)
  return projected(crs, tm.datum)
}

/** Those that any caller may name: they need no parameters of a city. */
export const COMMON_CRS = [...KNOWN].flatMap(([name, known]) =>
  known.kind === 'obfuscated' || known.datum === 'cgcs2000' ? [name] : [],
)
