/** One target of a mapping: where its value comes from (a field, a constant, a template, the first that says something) and how it is translated. */
import { z } from 'zod'
import type { Fields } from '../readers/source.ts'

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

/** A template with an empty field says nothing, so that no code is made of half a number. */
const readText = (text: string, fields: Fields): unknown => {
  if (text.search(PLACEHOLDER) === -1) return fields[text]
  if (fieldsOf(text).some((name) => isEmpty(fields[name]))) return null
  return text.replace(PLACEHOLDER, (_, name: string) => String(fields[name]).trim())
}

/** The raw value (a JSON number stays one, for the checks of codes), or null where the row says nothing. */
export const readValue = (source: ValueSource | undefined, fields: Fields): unknown => {
  if (source === undefined) return null
  if (Array.isArray(source)) {
    for (const one of source) {
      const value = readValue(one, fields)
      if (!isEmpty(value)) return value
    }
    return null
  }
  if (typeof source === 'string') return readText(source, fields) ?? null
  if ('value' in source) return source.value
  const value = readText(source.field, fields)
  const key = isEmpty(value) ? '' : String(value).trim()
  if (source.map && Object.hasOwn(source.map, key)) return source.map[key]
  if (key === '') return null
  return source.map && source.else !== undefined ? source.else : value
}
