/**
 * Reads a Shapefile, or a DBF table alone, in batches: record by record the row of the .dbf with the shape of the .shp. What is missing at the end of a
 * file that was cut off is said by an error, after the rows that are whole.
 */
import { type FileHandle, open, readFile, stat } from 'node:fs/promises'
import { crsFromPrj } from './crs-from-wkt.ts'
import { rowReader } from './dbf-row.ts'
import { type DbfTable, openDbf } from './dbf-table.ts'
import { FileRefused } from './file-refused.ts'
import { readAt } from './read-at.ts'
import { findShapefileParts, type ShapefileParts } from './shapefile-parts.ts'
import { readShpHeader, readShpIndex, type ShpHeader, type ShpIndex } from './shp-index.ts'
import { readShapes } from './shp-records.ts'
import { dropsOf } from './shp-shape.ts'
import {
  BYTES_PER_BATCH,
  type CrsFound,
  type EncodingFound,
  type Layer,
  type OpenOptions,
  RECORD_LIMIT,
  ROWS_PER_BATCH,
  type Said,
  type Source,
  type SourceRow,
} from './source.ts'

type Shapes = { readonly file: string; readonly header: ShpHeader; readonly index: ShpIndex }

const openShapes = async ({ shp, shx }: ShapefileParts, rows: number | null): Promise<Shapes | null> => {
  if (shp === null) return null
  const handle = await open(shp)
  const indexHandle = shx === null ? null : await open(shx)
  try {
    const header = await readShpHeader(handle)
    return { file: shp, header, index: await readShpIndex(handle, indexHandle, header, rows) }
  } finally {
    await handle.close()
    await indexHandle?.close()
  }
}

/** .qpj is what QGIS writes beside a .prj, in full. */
const readCrs = async ({ prj, qpj }: ShapefileParts, options: OpenOptions): Promise<CrsFound | null> => {
  for (const file of [prj, qpj]) {
    if (file === null || (await stat(file)).size > 64 * 1024) continue
    const found = crsFromPrj(await readFile(file), options.shifts)
    if (found !== null) return found
  }
  return null
}

const DROPPED: Readonly<Record<'zm' | 'm', Said>> = {
  zm: ['图形的高程（Z）和度量值（M）未采用', 'The heights (Z) and measures (M) of the shapes were left out.'],
  m: ['图形的度量值（M）未采用', 'The measures (M) of the shapes were left out.'],
}
const NO_TABLE: Said = ['没有属性表（.dbf），只有图形', 'There is no table (.dbf), only shapes.']
const NO_SHAPES: Said = ['没有图形（.shp），只有属性表', 'There are no shapes (.shp), only a table.']
const NO_TEXT: EncodingFound = {
  name: 'utf-8',
  confidence: 'certain',
  why: ['没有文字', 'There is no text.'],
}

const warningsOf = (table: DbfTable | null, shapes: Shapes | null): Said[] => {
  const dropped = shapes === null ? null : dropsOf(shapes.header.type)
  return [
    ...(table === null ? [NO_TABLE] : table.warnings),
    ...(shapes === null ? [NO_SHAPES] : shapes.index.warnings),
    ...(dropped === null ? [] : [DROPPED[dropped]]),
  ]
}

/** Rows that are whole in both files, and the error that must follow them where there should be more. */
const settleEnd = (
  table: DbfTable | null,
  shapes: Shapes | null,
): { rows: number; missing: FileRefused | null } => {
  const [listed, drawn] = [table?.header.count ?? null, shapes?.index.expected ?? null]
  const rows = Math.min(table?.whole ?? Infinity, shapes?.index.whole ?? Infinity)
  const expected = Math.max(listed ?? 0, drawn ?? 0)
  if (rows >= expected) return { rows, missing: null }
  const tableSays = listed === null ? '' : `属性表应有 ${listed} 条、实有 ${table?.whole} 条；`
  const tableSaysEn =
    listed === null ? '' : `the table should have ${listed} records and has ${table?.whole}; `
  return {
    rows,
    missing: new FileRefused('shapefile_cut_off', [
      `文件不完整，只读到前 ${rows} 条：${tableSays}图形有 ${shapes?.index.whole ?? 0} 个`,
      `The file is not whole, and only its first ${rows} records could be read: ${tableSaysEn}there are ${shapes?.index.whole ?? 0} whole shapes.`,
    ]),
  }
}

/** Of the next batch: up to a number of rows and of bytes, but at least one. */
const batchSize = (
  first: number,
  rows: number,
  table: DbfTable | null,
  index: ShpIndex | null,
  limit: number,
): number => {
  let bytes = 0
  let count = 0
  while (count < ROWS_PER_BATCH && first + count < rows) {
    const shape = index?.lengths[first + count] ?? 0
    bytes += (table?.header.recordLength ?? 0) + (shape > limit ? 0 : shape)
    if (count > 0 && bytes > BYTES_PER_BATCH) break
    count++
  }
  return count
}

export const openShapefile = async ({ file }: Layer, options: OpenOptions): Promise<Source> => {
  const parts = await findShapefileParts(file)
  const table = parts.dbf === null ? null : await openDbf(parts.dbf, parts.cpg, options.encoding)
  const shapes = await openShapes(parts, table?.header.count ?? null)
  const warnings = warningsOf(table, shapes)
  const { rows: wholeRows, missing } = settleEnd(table, shapes)
  const recordLimit = options.recordLimit ?? RECORD_LIMIT
  const sizes = [table?.bytes ?? 0, shapes === null ? 0 : (await stat(shapes.file)).size]
  const bytes = sizes.reduce((a, b) => a + b, 0)
  let done = 0

  async function* readRows(dbf: FileHandle | null, shp: FileHandle | null): AsyncGenerator<SourceRow[]> {
    const readRow = rowReader(table?.columns ?? [])
    const nothing = Buffer.alloc(0)
    const recordLength = table?.header.recordLength ?? 0
    let deleted = 0
    for (let first = 0; first < wholeRows; ) {
      const count = batchSize(first, wholeRows, table, shapes?.index ?? null, recordLimit)
      const at = (table?.header.headerLength ?? 0) + first * recordLength
      const records = dbf === null ? null : await readAt(dbf, at, count * recordLength)
      const drawn =
        shp === null || shapes === null ? null : await readShapes(shp, shapes, first, count, recordLimit)
      const batch: SourceRow[] = []
      for (let i = 0; i < count; i++) {
        const row = readRow(records ?? nothing, i * recordLength, first + i + 1, drawn?.[i] ?? null)
        if (row === null) deleted++
        else batch.push(row)
      }
      first += count
      done = first
      if (batch.length > 0) yield batch
    }
    if (deleted > 0)
      warnings.push([
        `已略去 ${deleted} 条标记为删除的记录`,
        `${deleted} records that are marked as deleted were left out.`,
      ])
    if (missing !== null) throw missing
  }

  async function* rows(): AsyncGenerator<SourceRow[]> {
    const dbf = parts.dbf === null ? null : await open(parts.dbf)
    const shp = shapes === null ? null : await open(shapes.file)
    try {
      yield* readRows(dbf, shp)
    } finally {
      await dbf?.close()
      await shp?.close()
    }
  }

  return {
    format: 'shapefile',
    fields: table?.columns.map(({ name }) => name) ?? [],
    count: Math.max(table?.header.count ?? 0, shapes?.index.expected ?? 0),
    crs: await readCrs(parts, options),
    encoding: table?.encoding ?? NO_TEXT,
    bytes,
    warnings,
    rows,
    readBytes: () => (wholeRows === 0 ? bytes : Math.round((bytes * done) / wholeRows)),
  }
}
