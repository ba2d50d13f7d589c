/**
 * Reads tables of a FlatBuffer without trusting it: every access is within the bytes, and a vector is as long as they can hold, or RangeError is thrown.
 * (The format's own library checks neither.)
 */

export type Table = { readonly bytes: Buffer; readonly view: DataView; readonly at: number }
export type Vector = { readonly at: number; readonly length: number }

const followed = (view: DataView, at: number): number => at + view.getUint32(at, true)

/** The root of a buffer that has no size before it. */
export const rootTable = (bytes: Buffer): Table => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { bytes, view, at: followed(view, 0) }
}

/** Where field `n` of the table stands; null where the writer left it out, as it does with defaults. */
export const findField = ({ view, at }: Table, n: number): number | null => {
  const form = at - view.getInt32(at, true)
  const slot = 4 + 2 * n
  const offset = slot < view.getUint16(form, true) ? view.getUint16(form + slot, true) : 0
  return offset === 0 ? null : at + offset
}

/** `size`: bytes of one element. */
export const readVector = (table: Table, n: number, size: number): Vector | null => {
  const field = findField(table, n)
  if (field === null) return null
  const start = followed(table.view, field)
  const length = table.view.getUint32(start, true)
  if (start + 4 + length * size > table.view.byteLength)
    throw new RangeError(`it has ${length} parts, more than its bytes hold`)
  return { at: start + 4, length }
}

export const readTable = (table: Table, n: number): Table | null => {
  const field = findField(table, n)
  return field === null ? null : { ...table, at: followed(table.view, field) }
}

export const readTables = (table: Table, n: number): readonly Table[] => {
  const vector = readVector(table, n, 4)
  return Array.from({ length: vector?.length ?? 0 }, (_, i) => ({
    ...table,
    at: followed(table.view, (vector?.at ?? 0) + 4 * i),
  }))
}

export const readString = (table: Table, n: number): string | null => {
  const vector = readVector(table, n, 1)
  return vector && table.bytes.toString('utf8', vector.at, vector.at + vector.length)
}
