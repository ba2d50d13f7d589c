/** The CRS that a file declares, in the words of shared/crs.ts. Reads the `crs` member that GeoJSON had before RFC 7946, and plain names. */
import { type DatumShifts, missingShift } from '../shared/crs.ts'
import { canonicalCrs } from '../shared/crs-definition.ts'
import { FileRefused } from './file-refused.ts'
import type { CrsFound } from './source.ts'

const unknown = (said: string): FileRefused =>
  new FileRefused('crs_unknown', [
    `坐标系“${said}”无法使用；可用 EPSG:4326、EPSG:4490、CGCS2000 各带（EPSG:4491–4554）、GCJ-02、BD-09，或“+proj=tmerc +lon_0=… +x_0=… +ellps=GRS80”`,
    `The CRS "${said}" cannot be used; use EPSG:4326, EPSG:4490, a CGCS2000 zone (EPSG:4491 to 4554), GCJ-02, BD-09, or "+proj=tmerc +lon_0=… +x_0=… +ellps=GRS80".`,
  ])

/** `EPSG:4528`, `+proj=tmerc …`, `urn:ogc:def:crs:EPSG::4528`, `urn:ogc:def:crs:OGC:1.3:CRS84`, `4528`. Throws FileRefused for any other. */
export const readCrsName = (said: string): string => {
  const text = said.trim()
  if (/CRS:?84$/i.test(text)) return 'EPSG:4326'
  const digits = text.match(/(?:^|EPSG.*?[:/])(\d{4,6})$/i)?.[1]
  const name = digits ? `EPSG:${digits}` : text.toUpperCase().replace(/^(GCJ|BD)-?0([29])$/, '$1-0$2')
  const crs = canonicalCrs(name) ?? canonicalCrs(text)
  if (crs === null) throw unknown(said)
  return crs
}

/** A name that a file gives for its CRS; `refused` where it cannot be converted without parameters of the city. Throws FileRefused for an unknown one. */
export const declaredCrs = (name: string, shifts: DatumShifts): CrsFound => {
  const crs = readCrsName(name)
  const missing = missingShift(crs, shifts)
  const said = { said: name, confidence: 'certain' } as const
  if (missing === null)
    return { ...said, crs, why: [`文件写明坐标系 ${name}`, `The file names its CRS, ${name}.`] }
  return {
    ...said,
    refused: missing,
    why: [
      `文件写明坐标系 ${name}，它没有公开的转换参数；请配置本市的参数`,
      `The file names its CRS, ${name}, for which there are no public parameters; configure those of your city.`,
    ],
  }
}

const parseMember = (member: string): { properties?: { name?: unknown } | null } | null => {
  try {
    return JSON.parse(member) as { properties?: { name?: unknown } } | null
  } catch {
    throw unknown(member.slice(0, 80))
  }
}

/** The text of a `crs` member; null where the member is null. */
export const readCrsMember = (member: string, shifts: DatumShifts = {}): CrsFound | null => {
  const value = parseMember(member)
  if (value === null) return null
  const name = value.properties?.name
  if (typeof name !== 'string') throw unknown(member.slice(0, 80))
  return declaredCrs(name, shifts)
}
