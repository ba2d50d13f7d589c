/** Writes the bytes of DBF, SHP and SHX files by hand, right or with the faults that a test needs. Positions are [easting, northing]. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'

export type DbfColumn = {
  readonly name: string | Buffer
  readonly type: string
  readonly length: number
}
/** Values as they stand in the record, padded with blanks; `deleted` marks the record. */
export type DbfRecord = { readonly values: readonly (string | Buffer)[]; readonly deleted?: boolean }

const padded = (value: string | Buffer, length: number, filler: number): Buffer => {
  const bytes = Buffer.alloc(length, filler)
  ;(typeof value === 'string' ? Buffer.from(value) : value).copy(bytes, 0, 0, length)
  return bytes
}

export const makeDbf = (
  columns: readonly DbfColumn[],
  records: readonly DbfRecord[],
  { languageDriver = 0, version = 0x03 } = {},
): Buffer => {
  const head = Buffer.alloc(32)
  head[0] = version
  head.set([124, 1, 31], 1)
  head.writeUInt32LE(records.length, 4)
  head.writeUInt16LE(32 + columns.length * 32 + 1, 8)
  head.writeUInt16LE(1 + columns.reduce((n, c) => n + c.length, 0), 10)
  head[29] = languageDriver
  const descriptors = columns.map(({ name, type, length }) => {
    const bytes = Buffer.alloc(32)
    padded(name, 11, 0).copy(bytes)
    bytes.write(type, 11)
    bytes[16] = length
    return bytes
  })
  const rows = records.map(({ values, deleted }) =>
    Buffer.concat([
      Buffer.from(deleted ? '*' : ' '),
      ...columns.map(({ length }, i) => padded(values[i] ?? '', length, 0x20)),
    ]),
  )
  return Buffer.concat([head, ...descriptors, Buffer.from([0x0d]), ...rows, Buffer.from([0x1a])])
}

const doubles = (values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 8)
  for (const [i, value] of values.entries()) bytes.writeDoubleLE(value, i * 8)
  return bytes
}
const integers = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [i, value] of values.entries()) bytes.writeInt32LE(value, i * 4)
  return bytes
}

export type Corner = readonly [x: number, y: number]
export const NULL_SHAPE = integers(0)
export const pointShape = ([x, y]: Corner): Buffer => Buffer.concat([integers(1), doubles([x, y])])
/** Heights after the position, measures last. */
export const pointZShape = ([x, y]: Corner, z: number): Buffer =>
  Buffer.concat([integers(11), doubles([x, y, z, 0])])
/** Of lines (3) or polygons (5). */
export const partsShape = (type: 3 | 5, parts: readonly (readonly Corner[])[]): Buffer => {
  const corners = parts.flat()
  const starts = parts.map((_, i) => parts.slice(0, i).flat().length)
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)]
  return Buffer.concat([
    integers(type),
    doubles([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]),
    integers(parts.length, corners.length, ...starts),
    doubles(corners.flat()),
  ])
}

const fileHeader = (type: number, bytes: number): Buffer => {
  const head = Buffer.alloc(100)
  head.writeInt32BE(9994, 0)
  head.writeInt32BE(bytes / 2, 24)
  head.writeInt32LE(1000, 28)
  head.writeInt32LE(type, 32)
  return head
}

export const makeShp = (type: number, shapes: readonly Buffer[]): { shp: Buffer; shx: Buffer } => {
  const records = shapes.map((shape, i) => {
    const head = Buffer.alloc(8)
    head.writeInt32BE(i + 1, 0)
    head.writeInt32BE(shape.length / 2, 4)
    return Buffer.concat([head, shape])
  })
  let at = 100
  const index = records.map((record) => {
    const entry = Buffer.alloc(8)
    entry.writeInt32BE(at / 2, 0)
    entry.writeInt32BE((record.length - 8) / 2, 4)
    at += record.length
    return entry
  })
  return {
    shp: Buffer.concat([fileHeader(type, at), ...records]),
    shx: Buffer.concat([fileHeader(type, 100 + index.length * 8), ...index]),
  }
}

/** Gives the path of the first of them. */
export const writeParts = async (
  folder: string,
  stem: string,
  parts: Readonly<Record<string, Uint8Array | string | undefined>>,
): Promise<string> => {
  const given = Object.entries(parts).filter(
    (part): part is [string, Uint8Array | string] => part[1] !== undefined,
  )
  for (const [extension, bytes] of given) await writeFile(path.join(folder, `${stem}.${extension}`), bytes)
  return path.join(folder, `${stem}.${given[0]?.[0]}`)
}

/** 简体, 路灯 and 人民路 in GBK, to compare without a decoder. */
export const GBK = {
  name: Buffer.from('c3fbb3c6', 'hex'),
  lamp: Buffer.from('c2b7b5c6', 'hex'),
  road: Buffer.from('c8cbc3f1c2b7', 'hex'),
} as const
