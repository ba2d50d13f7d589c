/** Reads the values of DBF records, as they are written: numbers stay text, because a code of 16 digits in an N field is no JavaScript number. */
import { cutBytes } from './cut-text.ts'
import type { DbfField } from './dbf-header.ts'
import type { Encoding } from './source.ts'

/** A text beyond ASCII, with what is wrong with it; `whole` where nothing is. */
export type Decoded = {
  readonly text: string
  readonly whole: boolean
  readonly cut: boolean
  readonly undecodable: boolean
}
/** A number wider than its field: dBASE fills the field with asterisks and the number is lost. */
export const OVERFLOW = Symbol('overflow')
export type DbfValue = string | boolean | null | Decoded | typeof OVERFLOW
export type ReadValue = (bytes: Buffer, at: number) => DbfValue

/** What `toString('latin1')` comes to after looking up the encoding, which takes as long as the text itself: two seconds of a million rows. */
type Latin1Buffer = Buffer & { latin1Slice(from: number, to: number): string }
const latin1 = (bytes: Buffer, from: number, to: number): string =>
  (bytes as Latin1Buffer).latin1Slice(from, to)

const BLANK = 0x20
/** Long texts are seldom the same twice; the others are streets, units and classes. */
const CACHED_BYTES = 80
const CACHED_TEXTS = 20_000

const decode = (raw: Buffer, encoding: Encoding, decoder: TextDecoder): Decoded => {
  const bytes =
    raw.includes(0) && !encoding.startsWith('utf-16') ? Buffer.from(raw.filter((byte) => byte !== 0)) : raw
  const cut = cutBytes(bytes, encoding)
  const text = decoder.decode(bytes.subarray(0, bytes.length - cut)).trimEnd()
  const undecodable = text.includes('\ufffd')
  return { text, whole: text !== '' && cut === 0 && !undecodable, cut: cut > 0, undecodable }
}

/** Most fields are ASCII or repeat: 231,000 rows of 14 fields are read three times as fast as through the decoder for each. */
const textReader = (
  encoding: Encoding,
): ((bytes: Buffer, from: number, to: number) => string | Decoded | null) => {
  const decoder = new TextDecoder(encoding)
  const cache = new Map<string, Decoded>()
  return (bytes, from, to) => {
    let end = to
    while (end > from && (bytes[end - 1] === BLANK || bytes[end - 1] === 0)) end--
    if (end === from) return null
    let ascii = true
    for (let i = from; ascii && i < end; i++) {
      const byte = bytes[i] as number
      ascii = byte < 0x80 && byte !== 0
    }
    const raw = latin1(bytes, from, end)
    if (ascii) return raw
    const known = cache.get(raw)
    if (known !== undefined) return known
    const decoded = decode(bytes.subarray(from, end), encoding, decoder)
    if (raw.length <= CACHED_BYTES) {
      if (cache.size >= CACHED_TEXTS) cache.clear()
      cache.set(raw, decoded)
    }
    return decoded
  }
}

const trimmed = (bytes: Buffer, from: number, to: number): string => {
  const text = latin1(bytes, from, to)
  return (text.includes('\0') ? text.replaceAll('\0', '') : text).trim()
}
const readNumber = (bytes: Buffer, from: number, to: number): DbfValue => {
  const text = trimmed(bytes, from, to)
  if (text === '') return null
  return /^\*+$/.test(text) ? OVERFLOW : text
}
const readDate = (bytes: Buffer, from: number, to: number): DbfValue => {
  const text = trimmed(bytes, from, to)
  return /^0*$/.test(text) ? null : text
}
const LOGICAL: Readonly<Record<string, boolean>> = { T: true, Y: true, F: false, N: false }
const readLogical = (bytes: Buffer, from: number): DbfValue =>
  LOGICAL[String.fromCharCode(bytes[from] as number).toUpperCase()] ?? null

/** FoxPro: the Julian day number and milliseconds of the day. */
const JULIAN_1970 = 2_440_588
const readDateTime = (bytes: Buffer, from: number): DbfValue => {
  const [day, milliseconds] = [bytes.readInt32LE(from), bytes.readInt32LE(from + 4)]
  const date = new Date((day - JULIAN_1970) * 86_400_000 + milliseconds)
  return day === 0 || Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, 19)
}
const readCurrency = (bytes: Buffer, from: number): DbfValue => {
  const value = bytes.readBigInt64LE(from)
  const digits = String(value < 0n ? -value : value).padStart(5, '0')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`
}

const BINARY: Readonly<Record<string, { length: number; read: ReadValue }>> = {
  I: { length: 4, read: (bytes, from) => String(bytes.readInt32LE(from)) },
  B: { length: 8, read: (bytes, from) => String(bytes.readDoubleLE(from)) },
  T: { length: 8, read: readDateTime },
  Y: { length: 8, read: readCurrency },
}

/** A reader for each field, given the place of its record; null for a type whose values are not read. */
export const valueReaders = (
  fields: readonly DbfField[],
  encoding: Encoding,
  foxPro: boolean,
): (ReadValue | null)[] => {
  const readText = textReader(encoding)
  return fields.map(({ type, offset, length }) => {
    const at = (read: (bytes: Buffer, from: number, to: number) => DbfValue): ReadValue => {
      return (bytes, record) => read(bytes, record + offset, record + offset + length)
    }
    const binary = foxPro || type === 'I' ? BINARY[type] : undefined
    if (type === 'C') return at(readText)
    if (type === 'N' || type === 'F') return at(readNumber)
    if (type === 'D') return at(readDate)
    if (type === 'L') return at(readLogical)
    return binary?.length === length ? at(binary.read) : null
  })
}
