/**
 * Finds the features of a GeoJSON text (RFC 7946, or one feature a line) byte by byte, without holding more than one of them: wherever `features`
 * stands, whatever stands before and after. A push parser: bytes in, features out.
 */
import { FileRefused } from './file-refused.ts'
import { BYTE, isBlank, isClosing, valueWalker } from './json-value.ts'

export type Found =
  | { readonly kind: 'feature'; readonly at: number; readonly bytes: Buffer }
  /** Larger or deeper than allowed; its bytes were not kept. */
  | { readonly kind: 'too_large'; readonly at: number }
  | { readonly kind: 'too_deep'; readonly at: number }

export type ScanResult = {
  readonly features: number
  readonly crs: string | null
  readonly collection: boolean
}

/** What is kept of a member beside `features`; only `crs` is ever read. */
const MEMBER_LIMIT = 64 * 1024

type Expect =
  | 'object'
  | 'key_or_end'
  | 'key'
  | 'colon'
  | 'value'
  | 'comma_or_end'
  | 'element_or_end'
  | 'element'
  | 'element_comma'

const broken = (at: number, feature: number, zh: string, en: string): FileRefused =>
  new FileRefused('geojson_malformed', [
    `GeoJSON 在第 ${at + 1} 字节（第 ${feature} 个要素之后）有误：${zh}`,
    `The GeoJSON is wrong at byte ${at + 1}, after feature ${feature}: ${en}.`,
  ])

const readKey = (bytes: Buffer, at: number, features: number): string => {
  try {
    return JSON.parse(bytes.toString()) as string
  } catch {
    throw broken(at, features, '成员名称有误', 'a member name is no JSON string')
  }
}

/** `keep` false only counts and checks the structure, for a first pass. */
export const geoJsonScanner = ({ recordLimit, keep }: { recordLimit: number; keep: boolean }) => {
  let expect: Expect = 'object'
  let offset = 0
  let features = 0
  let collection = false
  let crs: string | null = null
  let key = ''

  // The value being read: its bytes in parts, or only its extent where it is not kept.
  const value = valueWalker()
  let parts: Buffer[] = []
  let size = 0
  let startedAt = 0
  let reading: 'none' | 'key' | 'member' | 'feature' = 'none'
  // A top-level object is kept whole until it proves to be a collection: it may be a bare feature.
  let outer: Buffer[] = []
  let outerSize = 0
  let outerAt = 0

  const limit = (): number => (reading === 'feature' ? recordLimit : MEMBER_LIMIT)
  const isKept = (): boolean =>
    reading === 'key' || (reading === 'member' && key === 'crs') || (reading === 'feature' && keep)

  const begin = (what: 'key' | 'member' | 'feature', at: number): void => {
    reading = what
    startedAt = at
    parts = []
    size = 0
    value.begin()
  }
  const take = (chunk: Buffer, from: number, to: number): void => {
    size += to - from
    if (isKept() && size <= limit()) parts.push(chunk.subarray(from, to))
    else parts = []
  }

  const endValue = (found: Found[]): void => {
    if (reading === 'key') {
      key = readKey(Buffer.concat(parts), startedAt, features)
      expect = 'colon'
    } else if (reading === 'member') {
      if (key === 'crs' && parts.length > 0) crs = Buffer.concat(parts).toString()
      expect = 'comma_or_end'
    } else {
      features++
      if (value.isTooDeep()) found.push({ kind: 'too_deep', at: startedAt })
      else if (size > recordLimit) found.push({ kind: 'too_large', at: startedAt })
      else if (keep) found.push({ kind: 'feature', at: startedAt, bytes: Buffer.concat(parts) })
      expect = 'element_comma'
    }
    reading = 'none'
    parts = []
  }

  const endOuter = (found: Found[]): void => {
    if (!collection) {
      features++
      if (outerSize > recordLimit) found.push({ kind: 'too_large', at: outerAt })
      else if (keep) found.push({ kind: 'feature', at: outerAt, bytes: Buffer.concat(outer) })
    }
    outer = []
    outerSize = 0
    expect = 'object'
  }

  const step = (byte: number, at: number, found: Found[]): 'consumed' | 'begun' => {
    switch (expect) {
      case 'object':
        if (byte !== BYTE.openBrace || collection)
          throw broken(
            at,
            features,
            collection ? '要素集合之后还有内容' : '这里应为 { 符号（要素集合或要素）',
            collection
              ? 'something follows the end of the collection'
              : 'an object was expected, a FeatureCollection or a Feature',
          )
        outerAt = at
        expect = 'key_or_end'
        return 'consumed'
      case 'key_or_end':
      case 'key':
        if (byte === BYTE.closeBrace && expect === 'key_or_end') {
          endOuter(found)
          return 'consumed'
        }
        if (byte !== BYTE.quote) throw broken(at, features, '这里应为成员名称', 'a member name was expected')
        begin('key', at)
        return 'begun'
      case 'colon':
        if (byte !== BYTE.colon) throw broken(at, features, '这里应为冒号', 'a colon was expected')
        expect = 'value'
        return 'consumed'
      case 'value':
        if (key === 'features' && byte === BYTE.openBracket) {
          if (collection)
            throw broken(at, features, '有两个 features', 'there are two members named features')
          collection = true
          outer = []
          outerSize = 0
          expect = 'element_or_end'
          return 'consumed'
        }
        if (isClosing(byte)) throw broken(at, features, '括号不配对', 'a bracket closes nothing')
        begin('member', at)
        return 'begun'
      case 'comma_or_end':
        if (byte === BYTE.closeBrace) endOuter(found)
        else if (byte === BYTE.comma) expect = 'key'
        else throw broken(at, features, '这里应为逗号或 } 符号', 'a comma or a closing brace was expected')
        return 'consumed'
      case 'element_or_end':
      case 'element':
        if (byte === BYTE.closeBracket && expect === 'element_or_end') {
          expect = 'comma_or_end'
          return 'consumed'
        }
        if (
          byte === BYTE.comma ||
          byte === BYTE.closeBracket ||
          byte === BYTE.closeBrace ||
          byte === BYTE.colon
        )
          throw broken(at, features, '这里应为要素', 'a feature was expected')
        begin('feature', at)
        return 'begun'
      case 'element_comma':
        if (byte === BYTE.comma) expect = 'element'
        else if (byte === BYTE.closeBracket) expect = 'comma_or_end'
        else
          throw broken(
            at,
            features,
            '要素之后应为逗号或 ] 符号',
            'a comma or a closing bracket was expected after a feature',
          )
        return 'consumed'
    }
  }

  return {
    push(chunk: Buffer): Found[] {
      const found: Found[] = []
      let i = 0
      let outerFrom = 0
      const keepOuter = (to: number): void => {
        if (expect === 'object' || collection || outerFrom >= to) return
        outerSize += to - outerFrom
        if (outerSize <= recordLimit && keep) outer.push(chunk.subarray(outerFrom, to))
        else outer = []
        outerFrom = to
      }
      while (i < chunk.length) {
        if (reading !== 'none') {
          const end = value.walk(chunk, i)
          if (end === -1) {
            take(chunk, i, chunk.length)
            break
          }
          take(chunk, i, end)
          i = end
          endValue(found)
          continue
        }
        const byte = chunk[i] as number
        if (isBlank(byte)) {
          i++
          continue
        }
        if (expect === 'object') outerFrom = i
        if (byte === BYTE.closeBrace && (expect === 'comma_or_end' || expect === 'key_or_end'))
          keepOuter(i + 1)
        if (step(byte, offset + i, found) === 'consumed') i++
      }
      keepOuter(chunk.length)
      offset += chunk.length
      return found
    },
    end(): ScanResult {
      if (reading !== 'none' || expect !== 'object') {
        throw new FileRefused('geojson_cut_off', [
          `文件在第 ${features + 1} 个要素处（第 ${offset} 字节）中断，不完整`,
          `The file is cut off at feature ${features + 1}: it ends at byte ${offset} in the middle of the text.`,
        ])
      }
      if (features === 0 && !collection)
        throw new FileRefused('file_empty', ['文件没有内容', 'The file holds nothing.'])
      return { features, crs, collection }
    },
  }
}
