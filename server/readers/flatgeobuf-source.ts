/** Reads FlatGeobuf (version 3) from its first feature to its last, in the file's own order; the index before them is passed over. */
import { createReadStream } from 'node:fs'
import { reason } from '../shared/reasons.ts'
import { cutOff, type FlatHeader, readFlatHeader } from './flatgeobuf-header.ts'
import { toFlatRow } from './flatgeobuf-row.ts'
import { limitWords, rowBatches, type SizedRow } from './row-batches.ts'
import { type EncodingFound, type Layer, type OpenOptions, RECORD_LIMIT, type Source } from './source.ts'

const CHUNK = 256 * 1024
const SIZE = 4

const UTF8: EncodingFound = {
  name: 'utf-8',
  confidence: 'certain',
  why: ['FlatGeobuf 总是 UTF-8', 'FlatGeobuf is always UTF-8.'],
}

/** Cuts the stream into features. What is larger than the limit is passed over and not kept. */
const featureCutter = (left: number, limit: number) => {
  let kept: Buffer = Buffer.alloc(0)
  let passing = 0
  let number = 0

  const take = (found: (Buffer | 'too_large')[]): boolean => {
    if (passing > 0) {
      const passed = Math.min(passing, kept.length)
      passing -= passed
      kept = kept.subarray(passed)
    }
    if (passing > 0 || kept.length < SIZE) return false
    const size = kept.readUInt32LE(0)
    if (size > left - SIZE)
      throw cutOff(
        `第 ${number + 1} 个要素没有结束`,
        `feature ${number + 1} is larger than what is left of it`,
      )
    if (size <= limit && kept.length < SIZE + size) return false
    number++
    left -= SIZE + size
    if (size > limit) {
      found.push('too_large')
      passing = SIZE + size
      return true
    }
    found.push(kept.subarray(SIZE, SIZE + size))
    kept = kept.subarray(SIZE + size)
    return true
  }

  return {
    push(chunk: Buffer): readonly (Buffer | 'too_large')[] {
      kept = kept.length === 0 ? chunk : Buffer.concat([kept, chunk])
      const found: (Buffer | 'too_large')[] = []
      while (take(found)) {
        // Each turn takes one feature.
      }
      return found
    },
    left: (): number => left,
  }
}

async function* steps(
  file: string,
  header: FlatHeader,
  limit: number,
  onBytes: (count: number) => void,
): AsyncGenerator<SizedRow[]> {
  const cutter = featureCutter(header.bytes - header.at, limit)
  let rowNo = 0
  const stream = createReadStream(file, { start: header.at, highWaterMark: CHUNK })
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    onBytes(chunk.length)
    yield cutter.push(chunk).map((bytes) => {
      rowNo++
      if (bytes !== 'too_large') return { row: toFlatRow(bytes, rowNo, header), bytes: bytes.length }
      const problem = reason('record_too_large', null, { limit: limitWords(limit) })
      return { row: { rowNo, fields: {}, geometry: null, problem }, bytes: 0 }
    })
  }
  if (cutter.left() > 0) throw cutOff('末尾有多余字节', `${cutter.left()} bytes follow its last feature`)
  if (header.count !== null && header.count !== rowNo) {
    throw cutOff(
      `称有 ${header.count} 个要素，只有 ${rowNo} 个`,
      `it says that it has ${header.count} features and holds ${rowNo}`,
    )
  }
}

/** Throws FileRefused: at once for a bad header, while reading where features are missing. */
export const openFlatGeobuf = async ({ file }: Layer, options: OpenOptions): Promise<Source> => {
  const header = await readFlatHeader(file, options.shifts)
  let read = header.at
  return {
    format: 'flatgeobuf',
    fields: header.columns.map(({ name }) => name),
    count: header.count,
    crs: header.crs,
    encoding: UTF8,
    bytes: header.bytes,
    warnings: header.warnings,
    rows: () =>
      rowBatches(
        steps(file, header, options.recordLimit ?? RECORD_LIMIT, (count) => {
          read += count
        }),
      ),
    readBytes: () => read,
  }
}
