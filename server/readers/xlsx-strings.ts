/** The shared strings of a workbook, kept as UTF-8 outside of the heap: 600,000 codes take 15 MB, not 60. Runs are joined, phonetic readings skipped. */
import { brokenXlsx, type Package } from './xlsx-package.ts'
import { walkXml } from './xlsx-xml.ts'

/** A sheet of 1,048,576 rows with four texts of its own in each. */
const COUNT_LIMIT = 4_500_000
const BYTES_LIMIT = 192 * 1024 * 1024
const BLOCK = 4 * 1024 * 1024
/** Texts that come again and again (classes, units, states) are met early. */
const CACHED = 65_536

export type SharedStrings = {
  /** Undefined where the workbook has no such string. */
  at(index: number): string | undefined
}

/** Control characters are written _x000D_, and what looks like that _x005F_x000D_ (ISO/IEC 29500-1, 22.9.2.19). */
export const unescapeText = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text

const grow = (numbers: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> => {
  const grown = new Uint32Array(numbers.length * 2)
  grown.set(numbers)
  return grown
}

const textStore = () => {
  const blocks: Buffer[] = []
  let starts = new Uint32Array(1024)
  let lengths = new Uint32Array(1024)
  let count = 0
  let used = BLOCK
  const cache: (string | undefined)[] = []

  return {
    add(text: string): void {
      const bytes = Buffer.byteLength(text)
      if (count >= COUNT_LIMIT || blocks.length * BLOCK > BYTES_LIMIT || bytes > BLOCK) {
        throw brokenXlsx(
          '文字过多，请分成几个文件或另存为 CSV',
          'it holds more text than can be kept; split it, or save it as CSV',
        )
      }
      if (used + bytes > BLOCK) {
        blocks.push(Buffer.allocUnsafeSlow(BLOCK))
        used = 0
      }
      if (count === starts.length) [starts, lengths] = [grow(starts), grow(lengths)]
      starts[count] = (blocks.length - 1) * BLOCK + used
      lengths[count] = bytes
      blocks.at(-1)?.write(text, used)
      used += bytes
      count++
    },
    at(index: number): string | undefined {
      if (!(index >= 0 && index < count)) return undefined
      const known = cache[index]
      if (known !== undefined) return known
      const start = starts[index] ?? 0
      const from = start % BLOCK
      const text = blocks[Math.floor(start / BLOCK)]?.toString('utf8', from, from + (lengths[index] ?? 0))
      if (index < CACHED) cache[index] = text
      return text
    },
  }
}

export const readSharedStrings = async (parts: Package, name: string | null): Promise<SharedStrings> => {
  const store = textStore()
  if (name === null) return store
  let text = ''
  let inText = false
  let phonetic = 0
  const handlers = {
    open: (tag: string): void => {
      if (tag === 'si') text = ''
      else if (tag === 'rPh') phonetic++
      else if (tag === 't') inText = phonetic === 0
    },
    text: (part: string): void => {
      if (inText) text += part
    },
    close: (tag: string): void => {
      if (tag === 't') inText = false
      else if (tag === 'rPh') phonetic--
      else if (tag === 'si') store.add(unescapeText(text))
    },
  }
  for await (const _ of walkXml(parts.read(name), handlers)) {
    // Streamed, so that the part itself is never held.
  }
  return store
}
