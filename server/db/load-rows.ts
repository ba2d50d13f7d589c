/** Brings many rows into a table at once: by COPY on a server, by arrays on the embedded database, whose socket has no COPY. Values are texts, cast by PostgreSQL. */

import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { type Connection, rows } from './database.ts'

/** Column → its type. */
export type Columns = Readonly<Record<string, string>>
/** In the order of the columns; null is null. */
export type TextRow = readonly (string | null)[]

const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
const ESCAPABLE = /[\\\n\r\t]/
const escaped = (value: string): string =>
  ESCAPABLE.test(value) ? value.replace(/[\\\n\r\t]/g, (char) => ESCAPED[char] ?? char) : value

const lineOf = (row: TextRow): string => {
  let line = ''
  for (let n = 0; n < row.length; n++) {
    const value = row[n]
    if (n > 0) line += '\t'
    line += value === null || value === undefined ? '\\N' : escaped(value)
  }
  return `${line}\n`
}

const copy = async (trx: Connection, table: string, columns: Columns, given: readonly TextRow[]) => {
  const names = Object.keys(columns).join(', ')
  const client = (await trx.client.acquireConnection()) as PoolClient
  const text = given.map(lineOf).join('')
  await pipeline(Readable.from([text]), client.query(copyFrom(`copy ${table} (${names}) from stdin`)))
}

const insert = async (trx: Connection, table: string, columns: Columns, given: readonly TextRow[]) => {
  const names = Object.keys(columns)
  const arrays = names.map((name) => `:${name}::text[]`).join(', ')
  const casts = names.map((name) => `t.${name}::${columns[name]}`).join(', ')
  await rows(
    trx,
    `insert into ${table} (${names.join(', ')})
     select ${casts}
       from unnest(${arrays}) as t (${names.join(', ')})`,
    Object.fromEntries(names.map((name, n) => [name, given.map((row) => row[n] ?? null)])),
  )
}

/** `trx` must be a transaction. A thousand rows or two at a time are a good size. */
export const loadRows = async (
  trx: Connection,
  { embedded }: { readonly embedded: boolean },
  table: string,
  columns: Columns,
  given: readonly TextRow[],
): Promise<void> => {
  if (given.length === 0) return
  if (embedded) await insert(trx, table, columns, given)
  else await copy(trx, table, columns, given)
}
