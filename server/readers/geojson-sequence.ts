/**
 * Reads GeoJSON text sequences: features behind record separators (RFC 8142), or one a line. Each text stands alone, so a broken one costs only itself, and
 * the last is said to be cut off where the file ends in it.
 */
import { open } from 'node:fs/promises'
import { reason } from '../shared/reasons.ts'
import { parseObject, toFeatureRow, unreadableRow } from './geojson-feature.ts'
import { BYTE, DEPTH_LIMIT, isBlank, valueWalker } from './json-value.ts'
import { limitWords, type SizedRow } from './row-batches.ts'
import type { SourceRow } from './source.ts'

const SEPARATOR = 0x1e
const LINE_FEED = 0x0a
const HEAD = 64 * 1024

/** What divides the texts; null where the file is one text, a collection as a rule. */
export const findSeparator = async (file: string): Promise<number | null> => {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0)
    const head = buffer.subarray(buffer[0] === 0xef ? 3 : 0, bytesRead)
    const start = head.findIndex((byte) => !isBlank(byte) || byte === SEPARATOR)
    if (head[start] === SEPARATOR) return SEPARATOR
    const end = head.indexOf(LINE_FEED, start)
    // A first feature that fills the head is told by how it begins.
    if (end === -1)
      return /^\{\s*"type"\s*:\s*"Feature"/.test(head.toString('latin1', start)) ? LINE_FEED : null
    const first = parseObject(head.subarray(start, end))
    return typeof first === 'object' && first.type === 'Feature' ? LINE_FEED : null
  } finally {
    await handle.close()
  }
}

type Text = { readonly bytes: Buffer | 'too_large'; readonly at: number }

/** Texts between separators, whole; blank ones are left out. */
const textCutter = (separator: number, limit: number) => {
  let parts: Buffer[] = []
  let size = 0
  let offset = 0
  let startedAt = 0

  const keep = (part: Buffer): void => {
    size += part.length
    if (size <= limit) parts.push(part)
    else parts = []
  }
  const end = (): Text | null => {
    const bytes = size > limit ? 'too_large' : Buffer.concat(parts)
    parts = []
    size = 0
    return bytes === 'too_large' || bytes.some((byte) => !isBlank(byte)) ? { bytes, at: startedAt } : null
  }

  return {
    push(chunk: Buffer): Text[] {
      const found: Text[] = []
      let from = 0
      for (let to = chunk.indexOf(separator); to !== -1; to = chunk.indexOf(separator, from)) {
        keep(chunk.subarray(from, to))
        const text = end()
        if (text) found.push(text)
        from = to + 1
        startedAt = offset + from
      }
      keep(chunk.subarray(from))
      offset += chunk.length
      return found
    },
    /** What stands behind the last separator. */
    end,
  }
}

const isTooDeep = (bytes: Buffer): boolean => {
  const walker = valueWalker()
  const start = bytes.indexOf(BYTE.openBrace)
  if (start === -1) return false
  walker.begin()
  walker.walk(bytes, start)
  return walker.isTooDeep()
}

/** `last`: the file ends in this text, without a line's end behind it. */
const toRow = ({ bytes, at }: Text, rowNo: number, limit: number, last: boolean): SourceRow => {
  if (bytes === 'too_large')
    return unreadableRow(rowNo, reason('record_too_large', null, { limit: limitWords(limit) }))
  if (last && typeof parseObject(bytes) === 'string') return unreadableRow(rowNo, reason('record_cut_off'))
  if (isTooDeep(bytes)) return unreadableRow(rowNo, reason('record_too_deep', null, { limit: DEPTH_LIMIT }))
  return toFeatureRow(bytes, rowNo, at)
}

const sizeOf = ({ bytes }: Text): number => (bytes === 'too_large' ? 0 : bytes.length)

export async function* sequenceSteps(
  chunks: AsyncIterable<Buffer>,
  separator: number,
  limit: number,
): AsyncGenerator<SizedRow[]> {
  const cutter = textCutter(separator, limit)
  let rowNo = 0
  const sized = (text: Text, last: boolean): SizedRow => ({
    row: toRow(text, ++rowNo, limit, last),
    bytes: sizeOf(text),
  })
  for await (const chunk of chunks) yield cutter.push(chunk).map((text) => sized(text, false))
  const rest = cutter.end()
  if (rest === null) return
  yield [sized(rest, rest.bytes === 'too_large' || rest.bytes.at(-1) !== LINE_FEED)]
}
