/**
 * Writes a table as zipped Shapefiles, one a kind of geometry, each with .shx, .dbf, .prj and .cpg, and a readme that says what they could not hold. Records
 * are spooled first, because headers and widths stand in front of them.
 */
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import path from 'node:path'
import { TooLarge } from '../errors.ts'
import { type DbfField, dbfFields, dbfHeader, dbfRecordBytes, packRecords, padRecords } from './dbf-record.ts'
import { shapefileReadme } from './shapefile-readme.ts'
import {
  type Box,
  EMPTY_BOX,
  HEADER_BYTES,
  kindOf,
  type ShpKind,
  shpHeader,
  shpRecord,
} from './shp-record.ts'
import type { Row, Table } from './table.ts'
import type { TextEncoding } from './text-encoder.ts'
import { type ZipEntry, zipEntries } from './zip-entries.ts'

export type ShapefileOptions = {
  /** Where records are spooled; the caller removes it. */
  readonly folder: string
  readonly encoding: TextEncoding
  readonly crs: string
  /** The text of the .prj files; null where the system has no such text. */
  readonly prj: string | null
  readonly day: Date
}

type Layer = {
  readonly kind: ShpKind
  readonly fields: DbfField[]
  readonly files: Readonly<
    Record<'shp' | 'shx' | 'dbf', { readonly path: string; readonly handle: FileHandle }>
  >
  readonly box: Box
  records: number
  /** Of the .shp with its header. */
  bytes: number
}

/** Lengths are signed in many programs. */
const MOST_BYTES = 2 ** 31 - 1
const SPOOL_CHUNK = 256 * 1024

const openLayer = async (
  kind: ShpKind,
  table: Table,
  { folder, encoding }: ShapefileOptions,
): Promise<Layer> => {
  const spool = async (ending: string) => {
    const file = path.join(folder, `${kind}.${ending}`)
    return { path: file, handle: await open(file, 'w') }
  }
  const files = { shp: await spool('shp'), shx: await spool('shx'), dbf: await spool('dbf') }
  const fields = dbfFields(table.columns, encoding)
  return { kind, fields, files, box: [...EMPTY_BOX], records: 0, bytes: HEADER_BYTES }
}

const spoolRows = async (layer: Layer, rows: readonly Row[], encoding: TextEncoding): Promise<void> => {
  const shapes: Buffer[] = []
  const index = Buffer.allocUnsafe(8 * rows.length)
  for (const [n, { geometry }] of rows.entries()) {
    const record = shpRecord(++layer.records, geometry, layer.box)
    index.writeUInt32BE(layer.bytes / 2, 8 * n)
    index.writeUInt32BE((record.length - 8) / 2, 8 * n + 4)
    layer.bytes += record.length
    shapes.push(record)
  }
  const packed = packRecords(
    rows.map(({ values }) => values),
    layer.fields,
    encoding,
  )
  await layer.files.shp.handle.appendFile(Buffer.concat(shapes))
  await layer.files.shx.handle.appendFile(index)
  await layer.files.dbf.handle.appendFile(packed)
}

/** A row without a shape goes with the points, as a null shape. */
const byKind = (rows: readonly Row[]): Map<ShpKind, Row[]> => {
  const kinds = new Map<ShpKind, Row[]>()
  for (const row of rows) {
    const kind = row.geometry === null ? 'point' : kindOf(row.geometry)
    const same = kinds.get(kind)
    if (same) same.push(row)
    else kinds.set(kind, [row])
  }
  return kinds
}

const spoolAll = async (
  table: Table,
  options: ShapefileOptions,
  layers: Map<ShpKind, Layer>,
): Promise<void> => {
  for await (const batch of table.rows) {
    for (const [kind, rows] of byKind(batch)) {
      const layer = layers.get(kind) ?? (await openLayer(kind, table, options))
      layers.set(kind, layer)
      await spoolRows(layer, rows, options.encoding)
    }
  }
  if (layers.size === 0) layers.set('point', await openLayer('point', table, options))
}

const requireSize = ({ bytes, fields, records }: Layer): void => {
  if (Math.max(bytes, records * dbfRecordBytes(fields)) <= MOST_BYTES) return
  throw new TooLarge(
    'shapefile_too_large',
    'A Shapefile holds two gigabytes; choose a narrower filter or another format.',
  )
}

const chunksOf = (file: string): AsyncIterable<Buffer> =>
  createReadStream(file, { highWaterMark: SPOOL_CHUNK })

async function* behind(header: Buffer, body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield header
  yield* body
}

async function* padded(file: string, fields: readonly DbfField[]): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0)
  for await (const chunk of chunksOf(file)) {
    const { records, rest: left } = padRecords(Buffer.concat([rest, chunk]), fields)
    rest = Buffer.from(left)
    yield records
  }
  yield Buffer.of(0x1a)
}

const entriesOf = (layer: Layer, name: string, { encoding, prj, day }: ShapefileOptions): ZipEntry[] => {
  const { kind, fields, files, box, records, bytes } = layer
  const base = `${name}_${kind}`
  const shxBytes = HEADER_BYTES + 8 * records
  return [
    { name: `${base}.shp`, bytes: behind(shpHeader(kind, bytes, box), chunksOf(files.shp.path)) },
    { name: `${base}.shx`, bytes: behind(shpHeader(kind, shxBytes, box), chunksOf(files.shx.path)) },
    {
      name: `${base}.dbf`,
      bytes: behind(dbfHeader(fields, { records, day, encoding }), padded(files.dbf.path, fields)),
    },
    { name: `${base}.cpg`, bytes: [Buffer.from(encoding === 'utf-8' ? 'UTF-8' : 'GB18030')] },
    ...(prj === null ? [] : [{ name: `${base}.prj`, bytes: [Buffer.from(prj)] }]),
  ]
}

async function* archive(table: Table, options: ShapefileOptions): AsyncGenerator<ZipEntry> {
  const layers = new Map<ShpKind, Layer>()
  try {
    await spoolAll(table, options, layers)
  } finally {
    for (const { files } of layers.values())
      for (const { handle } of Object.values(files)) await handle.close()
  }
  for (const layer of layers.values()) requireSize(layer)
  for (const layer of layers.values()) yield* entriesOf(layer, table.name, options)
  yield { name: 'readme.txt', bytes: [shapefileReadme(table, [...layers.values()], options)] }
}

/** Throws TooLarge, before anything is given, where a part would be beyond what readers take. */
export const writeShapefile = (table: Table, options: ShapefileOptions): AsyncGenerator<Buffer> =>
  zipEntries(archive(table, options))
