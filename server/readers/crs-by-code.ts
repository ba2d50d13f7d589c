/** The CRS that a table or a header names by an organisation's code; where the code is none that is known, its definition is read. */
import { canonicalCrs } from '../shared/crs-definition.ts'
import { crsFromWkt } from './crs-from-wkt.ts'
import { declaredCrs } from './declared-crs.ts'
import type { CrsFound, OpenOptions } from './source.ts'

export type CodedCrs = {
  /** `EPSG`, `ESRI`, `NONE`, … */
  readonly organization: string
  readonly code: number
  readonly name: string
  /** Well-known text, as far as the file has it. */
  readonly definition: string
}

/** Null where it names none: organisations write NONE, or codes of 0 and less, for "undefined". */
export const crsByCode = (
  { organization, code, name, definition }: CodedCrs,
  shifts: OpenOptions['shifts'] = {},
): CrsFound | null => {
  if ((code <= 0 && definition === '') || organization.toUpperCase() === 'NONE') return null
  const coded = `${organization.toUpperCase()}:${code}`
  if (canonicalCrs(coded) !== null) return declaredCrs(coded, shifts)
  const said = `${coded}${name === '' ? '' : ` (${name.slice(0, 80)})`}`
  return { ...crsFromWkt(definition, shifts), said }
}
