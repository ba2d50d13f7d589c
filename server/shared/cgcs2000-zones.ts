/** The Gauss–Krüger zones of CGCS2000 (GB 22021) by their EPSG codes: 6° and 3° wide, each with and without the zone's number before the easting. */

export type Cgcs2000Zone = {
  readonly width: 3 | 6
  readonly zone: number
  readonly centralMeridian: number
  /** Whether the number stands before the easting. */
  readonly isPrefixed: boolean
}

const FAMILIES = [
  { from: 4491, width: 6, firstZone: 13, zones: 11, isPrefixed: true },
  { from: 4502, width: 6, firstZone: 13, zones: 11, isPrefixed: false },
  { from: 4513, width: 3, firstZone: 25, zones: 21, isPrefixed: true },
  { from: 4534, width: 3, firstZone: 25, zones: 21, isPrefixed: false },
] as const

/** Null for any other system. */
export const cgcs2000Zone = (crs: string): Cgcs2000Zone | null => {
  const code = Number(/^EPSG:(\d+)$/.exec(crs)?.[1] ?? Number.NaN)
  const family = FAMILIES.find(({ from, zones }) => code >= from && code < from + zones)
  if (!family) return null
  const { width, isPrefixed } = family
  const zone = family.firstZone + code - family.from
  return { width, zone, centralMeridian: width === 6 ? zone * 6 - 3 : zone * 3, isPrefixed }
}

/** The 3° zones in which a longitude lies, the one without its number first; none outside of China. */
export const zonesAt = (lon: number): string[] => {
  const zone = Math.round(lon / 3)
  return zone >= 25 && zone <= 45 ? [`EPSG:${4509 + zone}`, `EPSG:${4488 + zone}`] : []
}
