/** Media types of what leaves as a file. */
import type { ExportFormat } from '../shared/exports.contract.ts'

export const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv',
  shapefile: 'application/zip',
  geopackage: 'application/geopackage+sqlite3',
  geojson: 'application/geo+json',
}
