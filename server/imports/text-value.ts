/** Texts and left-over fields as PostgreSQL can keep them: no NULs, no lone surrogates, bounded. */

import type { Fields } from '../readers/source.ts'
import { type Reason, reason } from '../shared/reasons.ts'

/** What a component's other fields may take together, as JSON. */
const EXTRA_LIMIT = 16 * 1024

export const cleanText = (text: string): string => text.replaceAll('\0', '').toWellFormed()

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

/** The fields that no target took, as JSON; empty ones are left out. `packed` names a field that holds such fields as one JSON object. */
export const readExtra = (
  fields: Fields,
  consumed: ReadonlySet<string>,
  packed?: string,
): string | Reason => {
  // Without a prototype, so that a field named __proto__ is one like others.
  const extra: Record<string, unknown> = Object.create(null)
  let any = false
  if (packed !== undefined) {
    const members = membersOf(fields[packed])
    if (members === null) return reason('extra_unreadable', packed, { value: fields[packed] })
    Object.assign(extra, cleanDeep(members))
    any = true
  }
  for (const name in fields) {
    const value = fields[name]
    if (value === null || value === undefined || value === '' || consumed.has(name) || name === '$id')
      continue
    extra[cleanText(name)] = cleanDeep(value)
    any = true
  }
  if (!any) return '{}'
  const json = JSON.stringify(extra)
  const length = Buffer.byteLength(json)
  return length > EXTRA_LIMIT ? reason('fields_too_large', null, { length, limit: EXTRA_LIMIT }) : json
}
