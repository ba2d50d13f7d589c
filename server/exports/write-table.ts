/** A table as the bytes of the format that was asked for, and what is said of them beside: whichever question the table answers. */
import { createReadStream } from 'node:fs'
import path from 'node:path'
import type { EXPORT_ENCODINGS, ExportFormat } from '../shared/exports.contract.ts'
import { crsWkt } from './crs-wkt.ts'
import { MEDIA_TYPES } from './media-types.ts'
import { spooled } from './spool.ts'
import type { Table } from './table.ts'
import { writeCsv } from './write-csv.ts'
import { writeGeoJson } from './write-geojson.ts'
import { writeGeoPackage } from './write-geopackage.ts'
import { writeShapefile } from './write-shapefile.ts'
import { writeXlsx } from './write-xlsx.ts'

export type Exported = {
  readonly fileName: string
  readonly mediaType: string
  readonly crs: string
  readonly rows: number
  /** Made as they are read. */
  readonly bytes: AsyncIterable<Buffer>
}
type FileWish = {
  readonly format: ExportFormat
  readonly encoding: (typeof EXPORT_ENCODINGS)[number]
  readonly crs?: string | undefined
}

/** RFC 7946 knows one system; everything else is told in the registry's own. */
export const crsOf = ({ crs, format }: FileWish): string =>
  crs ?? (format === 'geojson' ? 'EPSG:4326' : 'EPSG:4490')

async function* fileOf(folder: string, make: (file: string) => Promise<void>): AsyncGenerator<Buffer> {
  const file = path.join(folder, 'export.gpkg')
  await make(file)
  yield* createReadStream(file, { highWaterMark: 256 * 1024 })
}

export const writeTable = (
  table: Table,
  { format, encoding }: FileWish,
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

export const mediaTypeOf = ({ format, encoding }: FileWish): string =>
  format === 'csv' ? `${MEDIA_TYPES.csv}; charset=${encoding}` : MEDIA_TYPES[format]
