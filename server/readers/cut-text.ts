/** Where a text that was cut at a limit of bytes ends in the middle of a character, in the encodings that DBF files use. */
import type { Encoding } from './source.ts'

const utf8Length = (lead: number): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1)

const cutOfUtf8 = (bytes: Uint8Array): number => {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number
    if (byte >= 0xc0) return utf8Length(byte) > back ? back : 0
    if (byte < 0x80) return 0
  }
  return 0
}

/** Characters of two bytes, in GB18030 of four where the second is a digit; 0x80, 0xFF and, in Shift_JIS, half-width kana stand alone. */
const cutOfPairs = (bytes: Uint8Array, encoding: Encoding): number => {
  let at = 0
  while (at < bytes.length) {
    const lead = bytes[at] as number
    const kana = encoding === 'shift_jis' && lead >= 0xa1 && lead <= 0xdf
    const second = bytes[at + 1] ?? 0
    const four = encoding === 'gb18030' && second >= 0x30 && second <= 0x39
    const length = lead <= 0x80 || lead === 0xff || kana ? 1 : four ? 4 : 2
    if (at + length > bytes.length) return bytes.length - at
    at += length
  }
  return 0
}

/** Bytes at the end that begin a character and do not finish it. */
export const cutBytes = (bytes: Uint8Array, encoding: Encoding): number => {
  if (encoding === 'utf-8') return cutOfUtf8(bytes)
  return encoding === 'utf-16le' || encoding === 'utf-16be' ? bytes.length % 2 : cutOfPairs(bytes, encoding)
}
