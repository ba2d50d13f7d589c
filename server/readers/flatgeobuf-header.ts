/** The header of a FlatGeobuf file (version 3): columns, kind of shapes, CRS, how many features there are and where they begin. */
import { open } from 'node:fs/promises'
import { crsByCode } from './crs-by-code.ts'
import { FileRefused } from './file-refused.ts'
import { findField, readString, readTable, readTables, rootTable, type Table } from './flatbuffer.ts'
import { distinctNames } from './header-row.ts'
import type { CrsFound, OpenOptions, Said } from './source.ts'

export type FlatColumn = { readonly name: string; readonly type: number }
export type FlatHeader = {
  readonly columns: readonly FlatColumn[]
  /** 0 where each feature has its own. */
  readonly shapeType: number
  readonly crs: CrsFound | null
  /** Null where the writer did not know. */
  readonly count: number | null
  /** Of the first feature. */
  readonly at: number
  readonly bytes: number
  readonly warnings: readonly Said[]
}

const HEADER_LIMIT = 16 * 1024 * 1024
const COLUMN_LIMIT = 2_000
const NODE_BYTES = 40

export const brokenFlatGeobuf = (zh: string, en: string, cause?: unknown): FileRefused =>
  new FileRefused(
    'flatgeobuf_broken',
    [`FlatGeobuf 无法读取：${zh}`, `The FlatGeobuf cannot be read: ${en}.`],
    {
      cause,
    },
  )

export const cutOff = (zh: string, en: string): FileRefused =>
  new FileRefused('file_cut_off', [`文件不完整：${zh}`, `The file is cut off: ${en}.`])

/** Bytes of the packed tree that stands before the features: levels of nodes, each holding `size` of the level below. */
const indexBytes = (count: number, size: number): number => {
  if (count === 0 || size === 0) return 0
  let nodes = count
  for (let level = count; level > 1; ) {
    level = Math.ceil(level / Math.max(2, size))
    nodes += level
  }
  // A tree of one feature still has its root.
  return (count === 1 ? 2 : nodes) * NODE_BYTES
}

const readColumns = (header: Table): Pick<FlatHeader, 'columns' | 'warnings'> => {
  const tables = readTables(header, 7)
  if (tables.length > COLUMN_LIMIT)
    throw brokenFlatGeobuf('字段过多', `it has ${tables.length} columns, more than ${COLUMN_LIMIT}`)
  const { fields, warnings } = distinctNames(tables.map((column) => readString(column, 0) ?? ''))
  const columns = tables.map((column, i) => {
    const type = findField(column, 1)
    return { name: fields[i] ?? '', type: type === null ? 0 : column.view.getUint8(type) }
  })
  return { columns, warnings }
}

const readCrs = (header: Table, shifts: OpenOptions['shifts']): CrsFound | null => {
  const crs = readTable(header, 10)
  if (crs === null) return null
  const code = findField(crs, 1)
  return crsByCode(
    {
      organization: readString(crs, 0) ?? 'EPSG',
      code: code === null ? 0 : crs.view.getInt32(code, true),
      name: readString(crs, 2) ?? '',
      definition: readString(crs, 4) ?? '',
    },
    shifts,
  )
}

const readHeader = (bytes: Buffer, at: number, size: number, shifts: OpenOptions['shifts']): FlatHeader => {
  const header = rootTable(bytes)
  const [type, count, node] = [findField(header, 2), findField(header, 8), findField(header, 9)]
  const features = count === null ? 0 : Number(header.view.getBigUint64(count, true))
  const nodeSize = node === null ? 16 : header.view.getUint16(node, true)
  const start = features > size ? Number.POSITIVE_INFINITY : at + indexBytes(features, nodeSize)
  if (start > size)
    throw cutOff(
      `称有 ${features} 个要素`,
      `it says that it has ${features} features and ends before the first`,
    )
  return {
    ...readColumns(header),
    shapeType: type === null ? 0 : header.view.getUint8(type),
    crs: readCrs(header, shifts),
    count: features === 0 ? null : features,
    at: start,
    bytes: size,
  }
}

/** Throws FileRefused. */
export const readFlatHeader = async (file: string, shifts: OpenOptions['shifts']): Promise<FlatHeader> => {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const head = Buffer.alloc(12)
    const { bytesRead } = await handle.read(head, 0, 12, 0)
    if (bytesRead < 12 || head.toString('latin1', 0, 4) !== 'fgb\u0003')
      throw brokenFlatGeobuf('开头不是版本 3 的标记', 'it does not begin with the mark of version 3')
    const length = head.readUInt32LE(8)
    if (length > HEADER_LIMIT) throw brokenFlatGeobuf('文件头过大', 'its header is too large')
    if (12 + length > size) throw cutOff('文件头没有结束', 'it ends in its header')
    const bytes = Buffer.alloc(length)
    await handle.read(bytes, 0, length, 12)
    return readHeader(bytes, 12 + length, size, shifts)
  } catch (error) {
    if (error instanceof RangeError) throw brokenFlatGeobuf('文件头有误', 'its header is wrong', error)
    throw error
  } finally {
    await handle.close()
  }
}
