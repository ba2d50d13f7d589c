/** Which systems a file can be in, those worth offering first, and for which formats an encoding is chosen. */
import { zonesAt } from '../../server/shared/cgcs2000-zones.ts'
import { CRS_NAMES } from '../../server/shared/crs.ts'
import type { ExportFormat } from '../../server/shared/exports.contract.ts'

export const asksEncoding = (format: ExportFormat): boolean => format === 'csv' || format === 'shapefile'

/** GeoJSON is WGS 84 unless somebody wants it otherwise; its numbers are those of CGCS2000. */
export const systemFor = (format: ExportFormat, chosen: string): string =>
  format === 'geojson' && chosen === 'EPSG:4490' ? 'EPSG:4326' : chosen

/** Those that a district at this longitude uses come first; then every other. */
export const systemsFor = (lon: number): { usual: string[]; others: string[] } => {
  const usual = ['EPSG:4490', 'EPSG:4326', ...zonesAt(lon), 'GCJ-02', 'BD-09']
  return { usual, others: CRS_NAMES.filter((name) => !usual.includes(name)) }
}
