/**
 * Where each record of a .shp begins and how long it is (ESRI Shapefile Technical Description, 1998): from the .shx where that can be true, else by
 * going from record to record. Offsets and lengths in bytes, of the content behind the eight bytes of a record's header.
 */
import type { FileHandle } from 'node:fs/promises'
import { FileRefused } from './file-refused.ts'
import { readAt } from './read-at.ts'
import type { Said } from './source.ts'

export type ShpIndex = {
  readonly starts: Float64Array
  readonly lengths: Uint32Array
  /** Records that lie whole in the file, from the first on. */
  readonly whole: number
  /** Records that should be there, as far as the file says. */
  readonly expected: number
  readonly warnings: readonly Said[]
}
export type ShpHeader = { readonly type: number; readonly declaredBytes: number }

const FILE_HEADER = 100
const RECORD_HEADER = 8
const FILE_CODE = 9994
const SHAPE_TYPES = [0, 1, 3, 5, 8, 11, 13, 15, 18, 21, 23, 25, 28]
const MULTIPATCH = 31

const broken = (zh: string, en: string): FileRefused =>
  new FileRefused('shp_header', [
    `图形文件（.shp）的文件头有误：${zh}`,
    `The header of the shapes (.shp) is wrong: ${en}.`,
  ])

export const readShpHeader = async (handle: FileHandle): Promise<ShpHeader> => {
  const head = await readAt(handle, 0, FILE_HEADER)
  if (head.length < FILE_HEADER) throw broken('文件不完整', 'the file is cut off')
  if (head.readInt32BE(0) !== FILE_CODE) throw broken('不是 Shapefile', 'it is no Shapefile')
  const type = head.readInt32LE(32)
  if (type === MULTIPATCH)
    throw new FileRefused('shp_multipatch', [
      '图形是三维多面体（MultiPatch），请转为面后交付',
      'Its shapes are MultiPatch, surfaces in space; deliver polygons.',
    ])
  if (!SHAPE_TYPES.includes(type)) throw broken(`图形类型 ${type} 未知`, `the shape type ${type} is unknown`)
  return { type, declaredBytes: head.readUInt32BE(24) * 2 }
}

/** 50 million records; more would be taken from a length that lies. */
const SHX_LIMIT = FILE_HEADER + 50_000_000 * 8

/** No byte belongs to two records. They need not lie in order: editors write a shape that grew behind all others. */
const areApart = (starts: Float64Array, lengths: Uint32Array): boolean => {
  const meet = (before: number, after: number): boolean =>
    (starts[before] as number) + (lengths[before] as number) + RECORD_HEADER > (starts[after] as number)
  if (!starts.some((_, i) => i > 0 && meet(i - 1, i))) return true
  const inOrder = Uint32Array.from(starts, (_, i) => i).sort(
    (a, b) => (starts[a] as number) - (starts[b] as number),
  )
  return !inOrder.some((record, i) => i > 0 && meet(inOrder[i - 1] as number, record))
}

/** Null where it contradicts itself or points outside the .shp. */
const readShx = async (
  shx: FileHandle,
  shpBytes: number,
): Promise<Pick<ShpIndex, 'starts' | 'lengths'> | null> => {
  const { size } = await shx.stat()
  const head = await readAt(shx, 0, FILE_HEADER)
  const fits =
    head.length === FILE_HEADER &&
    head.readInt32BE(0) === FILE_CODE &&
    head.readUInt32BE(24) * 2 === size &&
    (size - FILE_HEADER) % 8 === 0 &&
    size <= SHX_LIMIT
  if (!fits) return null
  const count = (size - FILE_HEADER) / 8
  const starts = new Float64Array(count)
  const lengths = new Uint32Array(count)
  let sum = FILE_HEADER
  for (let first = 0; first < count; first += 65_536) {
    const bytes = await readAt(shx, FILE_HEADER + first * 8, Math.min(65_536, count - first) * 8)
    for (let at = 0; at + 8 <= bytes.length; at += 8) {
      const i = first + at / 8
      starts[i] = bytes.readUInt32BE(at) * 2 + RECORD_HEADER
      lengths[i] = bytes.readUInt32BE(at + 4) * 2
      sum += (lengths[i] as number) + RECORD_HEADER
      const inside =
        (starts[i] as number) >= FILE_HEADER + RECORD_HEADER &&
        (starts[i] as number) + (lengths[i] as number) <= shpBytes
      if (!inside || (lengths[i] as number) < 4) return null
    }
  }
  // One stretch of the .shp given out as many records would be read without end.
  return sum <= shpBytes && areApart(starts, lengths) ? { starts, lengths } : null
}

const WINDOW = 256 * 1024

/** From record to record, each of which says its number and its length; ends where one does not. */
const walk = async (shp: FileHandle, shpBytes: number): Promise<Pick<ShpIndex, 'starts' | 'lengths'>> => {
  let capacity = 1_024
  let starts = new Float64Array(capacity)
  let lengths = new Uint32Array(capacity)
  let count = 0
  let windowAt = 0
  let window: Buffer = Buffer.alloc(0)
  for (let at = FILE_HEADER; at + RECORD_HEADER + 4 <= shpBytes; count++) {
    if (at + RECORD_HEADER > windowAt + window.length) {
      windowAt = at
      window = await readAt(shp, at, Math.min(WINDOW, shpBytes - at))
    }
    const length = window.readUInt32BE(at - windowAt + 4) * 2
    const next = at + RECORD_HEADER + length
    if (window.readUInt32BE(at - windowAt) !== count + 1 || length < 4 || next > shpBytes) break
    if (count === capacity) {
      capacity *= 2
      const [moreStarts, moreLengths] = [new Float64Array(capacity), new Uint32Array(capacity)]
      moreStarts.set(starts)
      moreLengths.set(lengths)
      ;[starts, lengths] = [moreStarts, moreLengths]
    }
    starts[count] = at + RECORD_HEADER
    lengths[count] = length
    at = next
  }
  return { starts: starts.subarray(0, count), lengths: lengths.subarray(0, count) }
}

const WRONG_SHX: Said = [
  '索引文件（.shx）与图形不符，已按顺序读取图形',
  'The index (.shx) does not fit the shapes; they were read one after the other.',
]
const NO_SHX: Said = [
  '没有索引文件（.shx），已按顺序读取图形',
  'There is no index (.shx); the shapes were read one after the other.',
]

/** Records of the index that end within the file. */
const countWhole = ({ starts, lengths }: Pick<ShpIndex, 'starts' | 'lengths'>, bytes: number): number => {
  const cut = starts.findIndex((start, i) => start + (lengths[i] as number) > bytes)
  return cut === -1 ? starts.length : cut
}

/** `rows`: records of the table, null where there is none. Throws FileRefused only where the .shp itself cannot be one. */
export const readShpIndex = async (
  shp: FileHandle,
  shx: FileHandle | null,
  { declaredBytes }: ShpHeader,
  rows: number | null,
): Promise<ShpIndex> => {
  const { size } = await shp.stat()
  const promised = Math.max(size, declaredBytes)
  const fromShx = shx === null ? null : await readShx(shx, promised)
  if (fromShx !== null && (rows === null || fromShx.starts.length === rows))
    return { ...fromShx, whole: countWhole(fromShx, size), expected: fromShx.starts.length, warnings: [] }
  const walked = await walk(shp, size)
  const count = walked.starts.length
  const end =
    count === 0 ? FILE_HEADER : (walked.starts[count - 1] as number) + (walked.lengths[count - 1] as number)
  // A .shx that names fewer records than the chain has is that of a file whose last records were taken back.
  if (fromShx !== null && count !== rows)
    return { ...fromShx, whole: countWhole(fromShx, size), expected: fromShx.starts.length, warnings: [] }
  const more = end < promised ? 1 : 0
  return {
    ...walked,
    whole: count,
    expected: rows === count ? count : count + more,
    warnings: [shx === null ? NO_SHX : WRONG_SHX],
  }
}
