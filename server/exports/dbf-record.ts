/**
 * Fields and records of a dBASE III table, as Shapefiles have them: names of at most 10 bytes, texts of at most 254, dates as D8. A record is first packed,
 * each value behind its length, and padded when the widths of all values are known.
 */
import type { Cell, Column } from './table.ts'
import { encodeText, type TextEncoding } from './text-encoder.ts'

const NAME_BYTES = 10
const TEXT_BYTES = 254
const NUMBER_WIDTH = 24
const NUMBER_DECIMALS = 10
const HEADER_BYTES = 32
const FIELD_BYTES = 32
const LIVE = 0x20
const BLANK = 0x20

/** At most so many bytes, and no half character at the end. */
const cutToBytes = (text: string, encoding: TextEncoding, most: number): Buffer => {
  const bytes = encodeText(encoding, text)
  if (bytes.length <= most) return bytes
  let kept = ''
  let size = 0
  for (const character of text) {
    size += encodeText(encoding, character).length
    if (size > most) break
    kept += character
  }
  return encodeText(encoding, kept)
}

/** Names as a DBF can hold them, each once: a later one that would repeat an earlier ends in a number. */
export const dbfNames = (names: readonly string[], encoding: TextEncoding): Buffer[] => {
  const taken = new Set<string>()
  return names.map((name) => {
    for (let n = 1; ; n++) {
      const suffix = n === 1 ? '' : `_${n}`
      const stem = cutToBytes(name, encoding, NAME_BYTES - suffix.length)
      const bytes = Buffer.concat([stem, Buffer.from(suffix)])
      const key = bytes.toString('latin1').toLowerCase()
      if (taken.has(key)) continue
      taken.add(key)
      return bytes
    }
  })
}

export type DbfField = { readonly name: Buffer; readonly kind: 'C' | 'D' | 'N'; width: number; cut: number }

/** `width` grows with the values packed; `cut` counts the texts that were too long. */
export const dbfFields = (columns: readonly Column[], encoding: TextEncoding): DbfField[] => {
  const names = dbfNames(
    columns.map(({ name }) => name),
    encoding,
  )
  return columns.map(({ kind, width }, n) => {
    const name = names[n] as Buffer
    if (kind === 'date') return { name, kind: 'D', width: 8, cut: 0 }
    if (kind === 'number') return { name, kind: 'N', width: NUMBER_WIDTH, cut: 0 }
    return { name, kind: 'C', width: Math.min(width, TEXT_BYTES), cut: 0 }
  })
}

/** Gives the bytes written behind the one for the length. */
const packCell = (
  packed: Buffer,
  at: number,
  cell: Cell,
  field: DbfField,
  encoding: TextEncoding,
): number => {
  if (cell === null) return 0
  if (field.kind === 'D') return packed.write(String(cell).replaceAll('-', ''), at, 'latin1')
  if (field.kind === 'N') return packed.write(Number(cell).toFixed(NUMBER_DECIMALS), at, 'latin1')
  const text = String(cell)
  // Nearly all texts are short: only a long one can be too long in any encoding.
  if (encoding === 'utf-8' && text.length * 3 <= TEXT_BYTES) return packed.write(text, at, 'utf8')
  const bytes = encodeText(encoding, text)
  if (bytes.length <= TEXT_BYTES) return bytes.copy(packed, at)
  field.cut++
  return cutToBytes(text, encoding, TEXT_BYTES).copy(packed, at)
}

/** Records, each value behind a byte with its length. */
export const packRecords = (
  records: readonly (readonly Cell[])[],
  fields: readonly DbfField[],
  encoding: TextEncoding,
): Buffer => {
  const packed = Buffer.allocUnsafe(records.length * fields.length * (1 + TEXT_BYTES))
  let at = 0
  for (const values of records) {
    for (let n = 0; n < fields.length; n++) {
      const field = fields[n] as DbfField
      const length = packCell(packed, at + 1, values[n] ?? null, field, encoding)
      if (length > field.width) field.width = length
      packed[at] = length
      at += 1 + length
    }
  }
  // A copy: what is not used of the large one goes at once.
  return Buffer.from(packed.subarray(0, at))
}

export const dbfHeader = (
  fields: readonly DbfField[],
  { records, day, encoding }: { records: number; day: Date; encoding: TextEncoding },
): Buffer => {
  const header = Buffer.alloc(HEADER_BYTES + FIELD_BYTES * fields.length + 1)
  header[0] = 0x03
  header[1] = day.getUTCFullYear() - 1900
  header[2] = day.getUTCMonth() + 1
  header[3] = day.getUTCDate()
  header.writeUInt32LE(records, 4)
  header.writeUInt16LE(header.length, 8)
  header.writeUInt16LE(dbfRecordBytes(fields), 10)
  // The language driver of GBK; UTF-8 has none. The .cpg beside it says both.
  header[29] = encoding === 'gb18030' ? 0x4d : 0
  for (const [n, { name, kind, width }] of fields.entries()) {
    const at = HEADER_BYTES + FIELD_BYTES * n
    name.copy(header, at)
    header[at + 11] = kind.charCodeAt(0)
    header[at + 16] = width
    header[at + 17] = kind === 'N' ? NUMBER_DECIMALS : 0
  }
  header[header.length - 1] = 0x0d
  return header
}

export const dbfRecordBytes = (fields: readonly DbfField[]): number =>
  fields.reduce((sum, { width }) => sum + width, 1)

/** Where the packed records end that are whole, and how many they are. */
const wholeRecords = (packed: Buffer, fields: number): { end: number; count: number } => {
  let [end, count] = [0, 0]
  for (let at = 0, values = 0; at < packed.length; ) {
    at += 1 + (packed[at] as number)
    if (at > packed.length) break
    values++
    if (values % fields > 0) continue
    end = at
    count++
  }
  return { end, count }
}

/** Packed records as a DBF holds them; what of `packed` is no whole record is left for the next call. */
export const padRecords = (
  packed: Buffer,
  fields: readonly DbfField[],
): { records: Buffer; rest: Buffer } => {
  const { end, count } = wholeRecords(packed, fields.length)
  const records = Buffer.alloc(count * dbfRecordBytes(fields), BLANK)
  for (let from = 0, to = 0; from < end; ) {
    records[to++] = LIVE
    for (const { kind, width } of fields) {
      const length = packed[from] as number
      packed.copy(records, kind === 'N' ? to + width - length : to, from + 1, from + 1 + length)
      from += 1 + length
      to += width
    }
  }
  return { records, rest: packed.subarray(end) }
}
