/**
 * The coordinate reference systems a caller may name, and their conversion to [lon, lat] in CGCS2000 degrees (EPSG:4490; WGS 84 is taken as equal).
 * Source positions are [easting, northing] or [lon, lat], whatever axis order EPSG lists. CGCS2000 zones as in GB/T 30428.2 census practice.
 */
import gcoord from 'gcoord'
import proj4 from 'proj4'
import { COMMON_CRS, type CrsDefinition, defineCrs } from './crs-definition.ts'

export type LonLat = [number, number]

/** Of a city, from its own control points: 3 metres, or 3 metres, 3 arc seconds (position vector) and ppm, to CGCS2000, as in PROJ's towgs84. */
export type DatumShifts = {
  readonly xian80?: readonly number[] | undefined
  readonly beijing54?: readonly number[] | undefined
}

export const CRS_NAMES = COMMON_CRS as [string, ...string[]]

const datumOf = (definition: CrsDefinition) =>
  definition.kind === 'obfuscated' ? 'cgcs2000' : definition.datum

/** The datum whose parameters are missing for this CRS; null where nothing is missing. */
export const missingShift = (crs: string, shifts: DatumShifts): 'xian80' | 'beijing54' | null => {
  const datum = datumOf(defineCrs(crs))
  return datum === 'cgcs2000' || shifts[datum] !== undefined ? null : datum
}

/** Whether the same numbers mean the same place in both, whatever they are called. */
export const sameCrs = (a: string, b: string): boolean => {
  const [one, other] = [defineCrs(a), defineCrs(b)]
  return a === b || ('proj' in one && 'proj' in other && one.proj === other.proj)
}

type Converter = { readonly forward: (position: number[]) => number[]; readonly shift: readonly number[] }
const NO_SHIFT: readonly number[] = [0, 0, 0]
const converters = new Map<string, Converter>()

/** PROJ and proj4 answer without a shift and without an error: here none is an error. */
const shiftOf = (crs: string, definition: CrsDefinition, shifts: DatumShifts): readonly number[] => {
  const datum = datumOf(definition)
  if (datum === 'cgcs2000') return NO_SHIFT
  const shift = shifts[datum]
  if (shift === undefined) throw new RangeError(`${crs} cannot be converted without parameters of the city`)
  if (![3, 7].includes(shift.length) || !shift.every(Number.isFinite))
    throw new RangeError(`the parameters of ${datum} are 3 or 7 numbers`)
  return shift
}

const converterOf = (crs: string, shifts: DatumShifts): Converter => {
  const known = converters.get(crs)
  if (known?.shift === NO_SHIFT) return known
  const definition = defineCrs(crs)
  const shift = shiftOf(crs, definition, shifts)
  if (known?.shift === shift) return known
  if (definition.kind === 'obfuscated') throw new RangeError(`${crs} is no projection`)
  const towgs84 = shift === NO_SHIFT ? '' : ` +towgs84=${shift.join(',')}`
  const target = `+proj=longlat +ellps=GRS80${shift === NO_SHIFT ? '' : ' +towgs84=0,0,0'} +no_defs`
  const { forward } = proj4(`${definition.proj}${towgs84}`, target)
  const made = { forward, shift }
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

const isDegrees = (crs: string): boolean =>
  crs === 'EPSG:4326' || crs === 'EPSG:4490' || crs === 'EPSG:4610' || crs === 'EPSG:4214'

/**
 * Result in degrees, or null where the position cannot exist in that CRS (not finite, out of range, swapped beyond use). Throws RangeError for an
 * unknown CRS, and for Xi'an 1980 and Beijing 1954 without the city's parameters.
 */
export const toLonLat = (crs: string, [x, y]: LonLat, shifts: DatumShifts = {}): LonLat | null => {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return null
  const obfuscated = crs === 'GCJ-02' || crs === 'BD-09'
  if ((obfuscated || isDegrees(crs)) && (Math.abs(x) > 180 || Math.abs(y) > 90)) return null
  if (crs === 'EPSG:4326' || crs === 'EPSG:4490') return [x, y]
  const [lon, lat] = obfuscated ? unshift(crs, [x, y]) : (converterOf(crs, shifts).forward([x, y]) as LonLat)
  return Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lon) <= 180 && Math.abs(lat) <= 90
    ? [lon, lat]
    : null
}
