/** What the sampled values of a field look like: how many are filled and different, and which share of them has a form. */
import { readDay } from '../../imports/dates.ts'
import type { SourceRow } from '../../readers/source.ts'

export type FieldProfile = {
  readonly name: string
  /** Filled values, trimmed, in the order of the rows. */
  readonly texts: readonly string[]
  readonly rows: number
  readonly distinct: number
}

/** As the client and staging see a value: trimmed, nothing as ''. */
export const textOf = (value: unknown): string =>
  value === null || value === undefined
    ? ''
    : (typeof value === 'object' ? JSON.stringify(value) : String(value)).replaceAll('\0', '').trim()

export const profileFields = (
  fields: readonly string[],
  rows: readonly Pick<SourceRow, 'fields'>[],
): FieldProfile[] =>
  fields.map((name) => {
    const texts = rows.map((row) => textOf(row.fields[name])).filter((text) => text !== '')
    return { name, texts, rows: rows.length, distinct: new Set(texts).size }
  })

/** Of the filled values; 0 where there is none. */
export const shareOf = ({ texts }: FieldProfile, has: (text: string) => boolean): number =>
  texts.length === 0 ? 0 : texts.filter(has).length / texts.length

export const filledShare = ({ texts, rows }: FieldProfile): number => (rows === 0 ? 0 : texts.length / rows)

/** Hardly any value comes twice. */
export const isIdentifying = ({ texts, distinct }: FieldProfile): boolean =>
  texts.length > 0 && distinct >= texts.length * 0.9

export const isDigits = (text: string): boolean => /^\d+$/.test(text)
/** 16 digits under the editions of 2007 and 2013, 17 under that of 2026; the county comes first. */
export const isComponentCode = (text: string): boolean => /^[1-9]\d{15,16}$/.test(text)
export const isUnitGridCode = (text: string): boolean => /^[1-9]\d{14}$/.test(text)
/** Digits with at most a few letters, as bodies issue them; names of units have words. */
export const isCodeLike = (text: string): boolean => /^[A-Za-z]{0,4}[-\d.A-Za-z]*\d[-\d.A-Za-z]*$/.test(text)
export const isDay = (text: string): boolean => typeof readDay(text) === 'string'
export const numberOf = (text: string): number =>
  /^[-+]?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(text) ? Number(text) : Number.NaN
