/** One export from its question to its bytes: which components, what stands for their numbers, the writer of the format. All of one state of the registry. */
import { createReadStream } from 'node:fs'
import path from 'node:path'
import type { z } from 'zod'
import type { Connection } from '../db/database.ts'
import { inSnapshot } from '../db/snapshot.ts'
import type { exportComponents as contract, ExportFormat } from '../shared/exports.contract.ts'
import { type ExportCatalogue, readExportCatalogue } from './catalogue.queries.ts'
import { findMatching, hasShapes, readRecords } from './component-rows.queries.ts'
import { componentTable } from './component-table.ts'
import { crsWkt } from './crs-wkt.ts'
import { exportFileName, exportTableName } from './export-name.ts'
import { spooled } from './spool.ts'
import type { Table } from './table.ts'
import { writeCsv } from './write-csv.ts'
import { writeGeoJson } from './write-geojson.ts'
import { writeGeoPackage } from './write-geopackage.ts'
import { writeShapefile } from './write-shapefile.ts'
import { writeXlsx } from './write-xlsx.ts'

export type ExportQuestion = z.output<typeof contract.query>
export type Exported = {
  readonly fileName: string
  readonly mediaType: string
  readonly crs: string
  readonly rows: number
  /** Made as they are read. */
  readonly bytes: AsyncIterable<Buffer>
}

type Source = {
  readonly db: Connection
  /** Ends the reading where nobody wants the rest. */
  readonly signal?: AbortSignal
}

/** RFC 7946 knows one system; everything else is told in the registry's own. */
const crsOf = ({ crs, format }: ExportQuestion): string =>
  crs ?? (format === 'geojson' ? 'EPSG:4326' : 'EPSG:4490')

const MEDIA_TYPES: Record<ExportFormat, string> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv',
  shapefile: 'application/zip',
  geopackage: 'application/geopackage+sqlite3',
  geojson: 'application/geo+json',
}

async function* fileOf(folder: string, make: (file: string) => Promise<void>): AsyncGenerator<Buffer> {
  const file = path.join(folder, 'export.gpkg')
  await make(file)
  yield* createReadStream(file, { highWaterMark: 256 * 1024 })
}

const write = (
  table: Table,
  { format, encoding }: ExportQuestion,
  crs: string,
  day: Date,
): AsyncIterable<Buffer> => {
  switch (format) {
    case 'csv':
      return writeCsv(table, { encoding })
    case 'xlsx':
      return writeXlsx(table)
    case 'geojson':
      return writeGeoJson(table, { crs })
    case 'geopackage':
      return spooled((folder) => fileOf(folder, (file) => writeGeoPackage(table, { file, crs, day })))
    case 'shapefile':
      return spooled((folder) =>
        writeShapefile(table, { folder, encoding, crs, prj: crsWkt(crs, 'esri'), day }),
      )
  }
}

const prepare = async (
  { db, signal }: Source,
  question: ExportQuestion,
  catalogue: ExportCatalogue,
): Promise<Exported> => {
  const crs = crsOf(question)
  const now = new Date()
  const { format, geometry, names, at } = question
  const inColumns = format === 'csv' || format === 'xlsx'
  const ids = await findMatching(db, question)
  const records = readRecords(db, ids, { schemes: catalogue.schemes, at, crs, signal })
  const table = componentTable(records, catalogue, {
    name: exportTableName(question),
    format,
    names,
    crs,
    geometry,
    hasShapes: inColumns && geometry === 'xy' && (await hasShapes(db, question)),
  })
  return {
    fileName: exportFileName(question, catalogue, now),
    mediaType: format === 'csv' ? `${MEDIA_TYPES.csv}; charset=${question.encoding}` : MEDIA_TYPES[format],
    crs,
    rows: ids.length,
    bytes: write(table, question, crs, now),
  }
}

/**
 * `send` takes the bytes before the export ends. On a server all of it is one snapshot. The embedded database has one session, which nobody may hold while a
 * client takes its time: there each run of records is a statement of its own, and a commit in between shows in the runs that follow.
 */
export const exportComponents = <T>(
  { db, embedded, signal }: Source & { readonly embedded: boolean },
  question: ExportQuestion,
  send: (exported: Exported) => Promise<T>,
): Promise<T> => {
  const run = async (connection: Connection): Promise<T> =>
    send(
      await prepare(
        { db: connection, ...(signal ? { signal } : {}) },
        question,
        await readExportCatalogue(connection, question.at),
      ),
    )
  return embedded ? run(db) : inSnapshot(db, run)
}
