/** Walks one JSON value byte by byte over as many chunks as it takes: finds where it ends and whether it is too deep, and keeps none of it. */

export const BYTE = {
  quote: 0x22,
  backslash: 0x5c,
  openBrace: 0x7b,
  closeBrace: 0x7d,
  openBracket: 0x5b,
  closeBracket: 0x5d,
  comma: 0x2c,
  colon: 0x3a,
} as const

/** White space of JSON, and the record separator of RFC 8142. */
export const isBlank = (byte: number): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0x1e

export const isClosing = (byte: number): boolean => byte === BYTE.closeBrace || byte === BYTE.closeBracket

/** A GeoJSON feature needs about ten levels. */
export const DEPTH_LIMIT = 64

export type ValueWalker = {
  /** Before the first byte of a value, which is neither blank nor a closing bracket. */
  begin(): void
  /** Walks on from `from`; gives where the value ends (behind its last byte), or -1 where the chunk ends first. */
  walk(chunk: Buffer, from: number): number
  isTooDeep(): boolean
}

export const valueWalker = (): ValueWalker => {
  let depth = 0
  let inString = false
  let escaped = false
  let scalar = false
  let tooDeep = false

  return {
    begin() {
      depth = 0
      inString = false
      escaped = false
      scalar = false
      tooDeep = false
    },
    walk(chunk, from) {
      for (let i = from; i < chunk.length; i++) {
        const byte = chunk[i] as number
        if (inString) {
          if (escaped) escaped = false
          else if (byte === BYTE.backslash) escaped = true
          else if (byte === BYTE.quote) {
            inString = false
            if (depth === 0) return i + 1
          }
        } else if (scalar) {
          if (byte === BYTE.comma || isClosing(byte) || isBlank(byte)) return i
        } else if (byte === BYTE.quote) inString = true
        else if (byte === BYTE.openBrace || byte === BYTE.openBracket) {
          depth++
          if (depth > DEPTH_LIMIT) tooDeep = true
        } else if (isClosing(byte)) {
          depth--
          if (depth === 0) return i + 1
        } else if (depth === 0 && !isBlank(byte)) scalar = true
      }
      return -1
    },
    isTooDeep: () => tooDeep,
  }
}
