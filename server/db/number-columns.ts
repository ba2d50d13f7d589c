/**
 * Columns of numbers out of one statement that aggregates them: arrays in PostgreSQL's binary form, sent as bytes, because as text a number takes the driver
 * ten times as long. (Asking the driver for binary results spoils them: it reads every value as UTF-8 first.)
 */
import { type Connection, one } from './database.ts'

const INT8 = 20
const INT2 = 21
const INT4 = 23
const FLOAT8 = 701

/** By type: how an element is read; 53 bits are enough for an identity. */
const READERS: Record<number, (bytes: Buffer, at: number) => number> = {
  [INT8]: (bytes, at) => bytes.readInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4),
  [INT2]: (bytes, at) => bytes.readInt16BE(at),
  [INT4]: (bytes, at) => bytes.readInt32BE(at),
  [FLOAT8]: (bytes, at) => bytes.readDoubleBE(at),
}
const SIZES: Record<number, number> = { [INT8]: 8, [INT2]: 2, [INT4]: 4, [FLOAT8]: 8 }

/** Dimensions, whether there are nulls, and the type, then length and lower bound of the one dimension; each element after its own length. */
const HEADER_BYTES = 20

/** Throws where it is no array of numbers or holds a null. */
const numbersOf = (bytes: Buffer): Float64Array => {
  if (bytes.readInt32BE(0) === 0) return new Float64Array(0)
  const [hasNulls, type] = [bytes.readInt32BE(4), bytes.readInt32BE(8)]
  const [read, size] = [READERS[type], SIZES[type]]
  if (hasNulls !== 0 || read === undefined || size === undefined)
    throw new TypeError(`an array of type ${type}${hasNulls ? ' with nulls' : ''} is no column of numbers`)
  const numbers = new Float64Array(bytes.readInt32BE(12))
  for (let n = 0, at = HEADER_BYTES + 4; n < numbers.length; n++, at += size + 4) numbers[n] = read(bytes, at)
  return numbers
}

/** An SQL expression of numbers (int2, int4, int8 or float8, never null) as a column. */
export const column = (expression: string): string => `array_send(array_agg(${expression}))`

/** `sql` gives one row of `column`s (`select ${column('v.id')} as "id"`); where no rows were aggregated they are empty. */
export const numberColumns = async <Name extends string>(
  db: Connection,
  sql: string,
  bindings: Readonly<Record<string, unknown>>,
): Promise<Record<Name, Float64Array>> => {
  const columns = Object.entries<Buffer | null>(await one(db, sql, bindings))
  return Object.fromEntries(
    columns.map(([name, bytes]) => [name, bytes === null ? new Float64Array(0) : numbersOf(bytes)]),
  ) as Record<Name, Float64Array>
}
