/**
 * The form of component codes and unit grid codes: county (GB/T 2260, 6 digits) + class + sequence (6 digits), 16 digits in CJ/T 214-2007 and
 * GB/T 30428.2-2013, 17 in GB/T 47678.5-2026; a unit grid has 15: county 6, street 3, community 3, sequence 3. A code is text and kept as issued.
 */

export type ComponentCode = { readonly county: string; readonly classCode: string; readonly sequence: string }
export type UnitGridCode = {
  readonly county: string
  readonly street: string
  readonly community: string
  readonly sequence: string
}

const COUNTY = 6
const SEQUENCE = 6

/** `classCodeLength` is the edition's: 4 or 5. Null where the text has another form. */
export const parseComponentCode = (code: string, classCodeLength: number): ComponentCode | null => {
  if (!/^\d+$/.test(code) || code.length !== COUNTY + classCodeLength + SEQUENCE) return null
  return {
    county: code.slice(0, COUNTY),
    classCode: code.slice(COUNTY, COUNTY + classCodeLength),
    sequence: code.slice(COUNTY + classCodeLength),
  }
}

export const formatComponentCode = ({ county, classCode, sequence }: ComponentCode): string =>
  `${county}${classCode}${sequence}`

export const parseUnitGridCode = (code: string): UnitGridCode | null =>
  /^\d{15}$/.test(code)
    ? {
        county: code.slice(0, 6),
        street: code.slice(6, 9),
        community: code.slice(9, 12),
        sequence: code.slice(12),
      }
    : null

export const formatUnitGridCode = ({ county, street, community, sequence }: UnitGridCode): string =>
  `${county}${street}${community}${sequence}`
