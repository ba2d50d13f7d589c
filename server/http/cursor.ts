/** Paging by the last sort key: the cursor is that key in base64url, opaque to callers and good for ever. Lists are in order of code, or newest first. */
import { z } from 'zod'
import { InvalidInput } from '../errors.ts'

export type SortKey = { readonly code: string; readonly id: number }

// A NUL cannot stand in PostgreSQL text.
const byCode = z.tuple([z.string().refine((code) => !code.includes('\0')), z.number().int()])
const byId = z.tuple([z.number().int()])
const byValue = z.tuple([z.number(), z.number().int()])

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const readKey = <T>(schema: z.ZodType<T>, cursor: string): T => {
  const read = schema.safeParse(parsedJson(Buffer.from(cursor, 'base64url').toString()))
  if (!read.success)
    throw new InvalidInput('malformed_cursor', 'cursor: not a cursor that a list gave', { field: 'cursor' })
  return read.data
}

/** Where a list in order of code goes on. Throws InvalidInput where the text is no cursor that such a list gave. */
export const readCursor = (cursor: string | undefined): SortKey | null => {
  if (cursor === undefined) return null
  const [code, id] = readKey(byCode, cursor)
  return { code, id }
}

/** The same for a list in order of a number: it goes on behind it, or below it where the newest come first. */
export const readIdCursor = (cursor: string | undefined): number | null =>
  cursor === undefined ? null : readKey(byId, cursor)[0]

/** The same for a list in order of a measure, the largest first, and of identities where it is the same. */
export const readValueCursor = (cursor: string | undefined): { value: number; id: number } | null => {
  if (cursor === undefined) return null
  const [value, id] = readKey(byValue, cursor)
  return { value, id }
}

type Page<T> = { items: T[]; next: string | null }

const cut = <T>(found: readonly T[], limit: number, keyOf: (last: T) => readonly unknown[]): Page<T> => {
  const items = found.slice(0, limit)
  const last = items.at(-1)
  const next =
    found.length > limit && last ? Buffer.from(JSON.stringify(keyOf(last))).toString('base64url') : null
  return { items, next }
}

/** Cuts a page from one row more than asked for, and says where the next one begins. */
export const pageOf = <T extends SortKey>(found: readonly T[], limit: number): Page<T> =>
  cut(found, limit, ({ code, id }) => [code, id])

/** The same for a list in order of a number; `readIdCursor` reads where it goes on. */
export const pageBy = <T>(found: readonly T[], limit: number, numberOf: (last: T) => number): Page<T> =>
  cut(found, limit, (last) => [numberOf(last)])

/** The same for a list that is newest first. */
export const pageById = <T extends { readonly id: number }>(found: readonly T[], limit: number): Page<T> =>
  cut(found, limit, ({ id }) => [id])

/** The same for a list in order of a measure; `readValueCursor` reads where it goes on. */
export const pageByValue = <T>(
  found: readonly T[],
  limit: number,
  keyOf: (last: T) => readonly [value: number, id: number],
): Page<T> => cut(found, limit, keyOf)
