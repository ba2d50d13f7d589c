/** Texts as bytes of UTF-8 or GB18030. Node decodes GB18030 and does not encode it, so the table is made once from its own decoder. */

export type TextEncoding = 'utf-8' | 'gb18030'

/** By UTF-16 unit: the two or four bytes as a number, 0 where there are none. */
let table: Uint32Array | undefined

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i)

const LEADS = range(0x81, 0xfe)
const TRAILS = [...range(0x40, 0x7e), ...range(0x80, 0xfe)]
/** Behind these leads stands what of the first plane has no pair. */
const FOUR_BYTE_LEADS = [0x81, 0x82, 0x83, 0x84]
const DIGITS = range(0x30, 0x39)

const SEPARATOR = 0x0a

/** All in one go, a line each: one by one takes ten times as long. */
const decodeEach = (sequences: readonly (readonly number[])[], into: Uint32Array): void => {
  const lines = Uint8Array.from(sequences.flatMap((bytes) => [...bytes, SEPARATOR]))
  for (const [n, text] of new TextDecoder('gb18030').decode(lines).split('\n').entries()) {
    const unit = text.charCodeAt(0)
    if (text.length === 1 && unit !== 0xfffd && into[unit] === 0)
      into[unit] = (sequences[n] ?? []).reduce((number, byte) => number * 256 + byte, 0)
  }
}

const makeTable = (): Uint32Array => {
  const made = new Uint32Array(65_536)
  decodeEach(
    LEADS.flatMap((lead) => TRAILS.map((trail) => [lead, trail])),
    made,
  )
  decodeEach(
    FOUR_BYTE_LEADS.flatMap((lead) =>
      DIGITS.flatMap((second) => LEADS.flatMap((third) => DIGITS.map((last) => [lead, second, third, last]))),
    ),
    made,
  )
  return made
}

/** Planes above the first are numbered through from 0x90308130. */
const writeSupplementary = (bytes: Buffer, at: number, codePoint: number): number => {
  const place = codePoint - 0x10000
  bytes[at] = 0x90 + Math.floor(place / 12_600)
  bytes[at + 1] = 0x30 + (Math.floor(place / 1_260) % 10)
  bytes[at + 2] = 0x81 + (Math.floor(place / 10) % 126)
  bytes[at + 3] = 0x30 + (place % 10)
  return at + 4
}

/** What cannot be written (half a surrogate pair, 19 private characters whose places were given away in 2022) becomes a question mark. */
const encodeGb18030 = (text: string): Buffer => {
  table ??= makeTable()
  const bytes = Buffer.allocUnsafe(text.length * 4)
  let at = 0
  for (let n = 0; n < text.length; n++) {
    const unit = text.charCodeAt(n)
    if (unit < 0x80) {
      bytes[at++] = unit
      continue
    }
    const known = table[unit] as number
    if (known > 0xffff) at = bytes.writeUInt32BE(known, at)
    else if (known > 0) at = bytes.writeUInt16BE(known, at)
    else {
      const codePoint = text.codePointAt(n) as number
      if (codePoint > 0xffff) {
        at = writeSupplementary(bytes, at, codePoint)
        n++
      } else bytes[at++] = 0x3f
    }
  }
  return bytes.subarray(0, at)
}

export const encodeText = (encoding: TextEncoding, text: string): Buffer =>
  encoding === 'utf-8' ? Buffer.from(text, 'utf8') : encodeGb18030(text)
