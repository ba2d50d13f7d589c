/** One target of a mapping: where its value comes from (a field, a constant, a template, the first that says something) and how it is translated. */
import { z } from 'zod'
import type { SourceRow } from '../readers/source.ts'

type Constant = { value: string | number | null }
type Translated = {
  field: string
  map?: Record<string, string | null> | undefined
  else?: string | null | undefined
}
type OneSource = string | Constant | Translated
export type ValueSource = OneSource | OneSource[]

const oneSource = z.union([
  z.string().min(1),
  z.strictObject({ value: z.union([z.string(), z.number(), z.null()]) }),
  z.strictObject({
    /** A field, or a template such as `SL-{PoleID}`. */
    field: z.string().min(1),
    map: z.record(z.string(), z.string().nullable()).optional(),
    /** For values that the map does not name; without it they pass as they are. */
    else: z.string().nullable().optional(),
  }),
])
export const valueSource: z.ZodType<ValueSource> = z.union([oneSource, z.array(oneSource).min(1)])

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || String(value).trim() === ''
const PLACEHOLDER = /\{([^{}]+)\}/g

/** Field names that a value is read from; a template names several. */
export const fieldsOf = (source: ValueSource): string[] => {
  if (Array.isArray(source)) return source.flatMap(fieldsOf)
  const text = typeof source === 'string' ? source : 'field' in source ? source.field : null
  if (text === null) return []
  const named = [...text.matchAll(PLACEHOLDER)].map((match) => match[1] as string)
  return named.length > 0 ? named : [text]
}

/** The one that a sentence about the value names. */
export const fieldOf = (source: ValueSource | undefined): string | null =>
  source === undefined ? null : (fieldsOf(source)[0] ?? null)

/** Fields whose whole value goes to the target, so that nothing of them is left for `extra`. */
export const consumedFields = (source: ValueSource): string[] =>
  Array.isArray(source)
    ? source.flatMap(consumedFields)
    : typeof source === 'string' && source.search(PLACEHOLDER) === -1
      ? [source]
      : []

/** `$row` names the number of the row. */
type Row = Pick<SourceRow, 'fields' | 'rowNo'>
/** The raw value (a JSON number stays one, for the checks of codes), or null where the row says nothing. */
export type ValueReader = (row: Row) => unknown

const fieldReader = (name: string): ValueReader =>
  name === '$row' ? ({ rowNo }) => rowNo : ({ fields }) => fields[name] ?? null

/** A template with an empty field says nothing, so that no code is made of half a number. */
const textReader = (text: string): ValueReader => {
  if (text.search(PLACEHOLDER) === -1) return fieldReader(text)
  // Texts at even places, names between them.
  const parts = text.split(PLACEHOLDER)
  const readers = parts.map((part, n) => (n % 2 === 0 ? null : fieldReader(part)))
  return (row) => {
    let made = ''
    for (const [n, read] of readers.entries()) {
      const value = read === null ? parts[n] : read(row)
      if (read !== null && isEmpty(value)) return null
      made += read === null ? value : String(value).trim()
    }
    return made
  }
}

const firstReader = (sources: readonly OneSource[]): ValueReader => {
  const readers = sources.map(valueReader)
  return (row) => {
    for (const read of readers) {
      const value = read(row)
      if (!isEmpty(value)) return value
    }
    return null
  }
}

const translatedReader = ({ field, map, else: otherwise }: Translated): ValueReader => {
  const read = textReader(field)
  return (row) => {
    const value = read(row)
    const key = isEmpty(value) ? '' : String(value).trim()
    if (map && Object.hasOwn(map, key)) return map[key]
    if (key === '') return null
    return map && otherwise !== undefined ? otherwise : value
  }
}

/** Made once for a layer: templates are taken apart here and not for each of a million values. */
export const valueReader = (source: ValueSource | undefined): ValueReader => {
  if (source === undefined) return () => null
  if (Array.isArray(source)) return firstReader(source)
  if (typeof source === 'string') return textReader(source)
  return 'value' in source ? () => source.value : translatedReader(source)
}
