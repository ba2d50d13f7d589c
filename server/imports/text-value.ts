/** Texts and left-over fields as PostgreSQL can keep them: no NULs, no lone surrogates, bounded. */

import type { Fields } from '../readers/source.ts'
import { type Reason, reason } from '../shared/reasons.ts'

/** What a component's other fields may take together, as JSON. */
const EXTRA_LIMIT = 16 * 1024

export const cleanText = (text: string): string =>
  text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd')

/** Null where nothing is said. */
export const readText = (value: unknown, field: string | null, limit: number): string | null | Reason => {
  if (value === null || value === undefined) return null
  const text = cleanText(typeof value === 'object' ? JSON.stringify(value) : String(value)).trim()
  if (text.length > limit) return reason('text_too_long', field, { length: text.length, limit })
  return text === '' ? null : text
}

const cleanDeep = (value: unknown): unknown => {
  if (typeof value === 'string') return cleanText(value)
  if (Array.isArray(value)) return value.map(cleanDeep)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [cleanText(key), cleanDeep(inner)]))
  return typeof value === 'number' && !Number.isFinite(value) ? null : value
}

/** What a field with a JSON object holds, given as one or as its text. */
const membersOf = (value: unknown): object | null => {
  if (value === null || value === undefined || value === '') return {}
  try {
    const read: unknown = typeof value === 'string' ? JSON.parse(value) : value
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? read : null
  } catch {
    return null
  }
}

/** The fields that no target took; empty ones are left out. `packed` names a field that holds such fields as one JSON object. */
export const readExtra = (
  fields: Fields,
  consumed: ReadonlySet<string>,
  packed?: string,
): Record<string, unknown> | Reason => {
  const members = packed === undefined ? {} : membersOf(fields[packed])
  if (members === null) return reason('extra_unreadable', packed, { value: fields[packed ?? ''] })
  const left = Object.entries(fields).filter(
    ([name, value]) =>
      !consumed.has(name) && name !== '$id' && value !== null && value !== undefined && value !== '',
  )
  const extra = cleanDeep({ ...members, ...Object.fromEntries(left) }) as Record<string, unknown>
  const length = Buffer.byteLength(JSON.stringify(extra))
  return length > EXTRA_LIMIT ? reason('fields_too_large', null, { length, limit: EXTRA_LIMIT }) : extra
}
