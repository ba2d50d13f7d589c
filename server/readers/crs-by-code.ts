/** The CRS that a table or header names by an organisation's code: a system that can be converted, one that is known and cannot without the city's parameters, or unknown. */
import { CRS_NAMES } from '../shared/crs.ts'
import type { CrsFound, Said } from './source.ts'

export type CodedCrs = {
  /** `EPSG`, `ESRI`, `NONE`, … */
  readonly organization: string
  readonly code: number
  readonly name: string
}

const within = (code: number, ...ranges: readonly (readonly [from: number, to: number])[]): boolean =>
  ranges.some(([from, to]) => code >= from && code <= to)

/** EPSG's codes of the systems of 1980 and 1954: geographic, then zones with and without prefix. */
const isXian80 = (code: number): boolean => code === 4610 || within(code, [2327, 2390])
const isBeijing54 = (code: number): boolean =>
  code === 4214 || within(code, [2401, 2442], [21413, 21423], [21453, 21463], [21473, 21483])

const refusedAs = ({ organization, code }: CodedCrs): 'xian80' | 'beijing54' | 'unknown' => {
  if (organization.toUpperCase() !== 'EPSG') return 'unknown'
  if (isXian80(code)) return 'xian80'
  return isBeijing54(code) ? 'beijing54' : 'unknown'
}

/**
 * Null where it names none: organisations write NONE, or codes of 0 and less, for "undefined". A system without a usable code may still be told by
 * its definition: the place for that is where this gives `unknown`.
 */
export const crsByCode = (coded: CodedCrs): CrsFound | null => {
  const { organization, code, name } = coded
  if (code <= 0 || organization.toUpperCase() === 'NONE') return null
  const said = `${organization}:${code}${name === '' ? '' : ` (${name.slice(0, 80)})`}`
  const why: Said = [`文件写明坐标系 ${said}`, `The file names its CRS, ${said}.`]
  const crs = `${organization.toUpperCase()}:${code}`
  return CRS_NAMES.includes(crs)
    ? { crs, said, confidence: 'certain', why }
    : { refused: refusedAs(coded), said, confidence: 'certain', why }
}
