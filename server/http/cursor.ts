/** Paging by the last sort key (code, id): the cursor is that key in base64url, opaque to callers and good for ever. */
import { z } from 'zod'
import { InvalidInput } from '../errors.ts'

export type SortKey = { readonly code: string; readonly id: number }

const key = z.tuple([z.string(), z.number().int()])

export const writeCursor = ({ code, id }: SortKey): string =>
  Buffer.from(JSON.stringify([code, id])).toString('base64url')

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Throws InvalidInput where the text is no cursor that was given out; a NUL cannot stand in PostgreSQL text. */
export const readCursor = (cursor: string | undefined): SortKey | null => {
  if (cursor === undefined) return null
  const read = key.safeParse(parsedJson(Buffer.from(cursor, 'base64url').toString()))
  if (!read.success || read.data[0].includes('\0'))
    throw new InvalidInput('malformed_cursor', 'cursor: not a cursor that a list gave', { field: 'cursor' })
  return { code: read.data[0], id: read.data[1] }
}

/** Cuts a page from one row more than asked for, and says where the next one begins. */
export const pageOf = <T extends SortKey>(
  found: readonly T[],
  limit: number,
): { items: T[]; next: string | null } => {
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return { items, next: found.length > limit && last ? writeCursor(last) : null }
}
