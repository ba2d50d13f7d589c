/**
 * Columns out of one statement that aggregates them, big-endian and sent as bytes, because as text a number takes the driver ten times as long. (Asking the
 * driver for binary results spoils them: it reads every value as UTF-8 first.) A number costs the database 0.2 µs whatever it holds, so what fits is packed
 * into one int8.
 */

/** `bytes` are null where there were no rows. */
export type ColumnBytes = Buffer | null

const NUMBER_BYTES = 8
const POINT_BYTES = 16

/** An SQL expression of integers, never null, as a column. */
export const column = (expression: string): string => `string_agg(int8send((${expression})::int8), ''::bytea)`

/** An SQL expression of PostGIS points, never null, as a column. */
export const pointColumn = (expression: string): string =>
  `string_agg(point_send((${expression})::point), ''::bytea)`

/** What is null is left out by the database: a column that is short of `count` elements had one, and is refused. */
const elementsOf = (column: ColumnBytes, count: number, size: number): DataView => {
  const bytes = column ?? Buffer.alloc(0)
  if (bytes.length !== count * size)
    throw new TypeError(`a column has ${bytes.length / size} values for ${count} rows`)
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}

/** 53 bits are enough for an identity. */
export const numbersOf = (column: ColumnBytes, count: number): Float64Array => {
  const bytes = elementsOf(column, count, NUMBER_BYTES)
  const numbers = new Float64Array(count)
  for (let n = 0; n < count; n++)
    numbers[n] = bytes.getInt32(n * NUMBER_BYTES) * 2 ** 32 + bytes.getUint32(n * NUMBER_BYTES + 4)
  return numbers
}

/** The upper and the lower 32 bits of each, one after the other. */
export const halvesOf = (column: ColumnBytes, count: number): Uint32Array => {
  const bytes = elementsOf(column, count, NUMBER_BYTES)
  const halves = new Uint32Array(2 * count)
  for (let n = 0; n < halves.length; n++) halves[n] = bytes.getUint32(n * 4)
  return halves
}

/** Of a column of points. */
export const coordinatesOf = (
  column: ColumnBytes,
  count: number,
): { lon: Float64Array; lat: Float64Array } => {
  const bytes = elementsOf(column, count, POINT_BYTES)
  const [lon, lat] = [new Float64Array(count), new Float64Array(count)]
  for (let n = 0; n < count; n++) {
    lon[n] = bytes.getFloat64(n * POINT_BYTES)
    lat[n] = bytes.getFloat64(n * POINT_BYTES + 8)
  }
  return { lon, lat }
}
