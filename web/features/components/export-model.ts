/** An export as data: what can be chosen for a format, the systems worth offering first, and the address that the browser downloads from. */
import { zonesAt } from '../../../server/shared/cgcs2000-zones.ts'
import { CRS_NAMES } from '../../../server/shared/crs.ts'
import type {
  EXPORT_ENCODINGS,
  ExportFormat,
  FIELD_NAMES,
  GEOMETRY_COLUMNS,
} from '../../../server/shared/exports.contract.ts'
import { exportComponents } from '../../../server/shared/exports.contract.ts'
import { queryString } from '../../api.ts'
import type { Bbox, ComponentQuery } from '../../api-types.ts'
import type { Language } from '../../i18n/i18n.ts'

export type ExportChoices = {
  readonly format: ExportFormat
  readonly crs: string
  readonly encoding: (typeof EXPORT_ENCODINGS)[number]
  readonly names: (typeof FIELD_NAMES)[number]
  readonly geometry: (typeof GEOMETRY_COLUMNS)[number]
}
export const FIRST_CHOICES: ExportChoices = {
  format: 'xlsx',
  crs: 'EPSG:4490',
  encoding: 'utf-8',
  names: 'own',
  geometry: 'xy',
}

/** Which choices mean something for a format. */
export const asksEncoding = (format: ExportFormat): boolean => format === 'csv' || format === 'shapefile'
export const asksGeometry = (format: ExportFormat): boolean => format === 'csv' || format === 'xlsx'

/** GeoJSON is WGS 84 unless somebody wants it otherwise; its numbers are those of CGCS2000. */
export const systemFor = (format: ExportFormat, chosen: string): string =>
  format === 'geojson' && chosen === 'EPSG:4490' ? 'EPSG:4326' : chosen

/** What is not asked for is left out, so that equal exports have equal addresses. */
export const exportAddress = (
  filter: ComponentQuery,
  { format, crs, encoding, names, geometry }: ExportChoices,
  { bbox, lang }: { bbox: Bbox | null; lang: Language },
): string =>
  exportComponents.path +
  queryString({
    format,
    ...filter,
    bbox,
    crs,
    encoding: asksEncoding(format) ? encoding : undefined,
    names,
    geometry: asksGeometry(format) ? geometry : undefined,
    lang,
  })

/** Those that a district at this longitude uses come first; then every other. */
export const systemsFor = (lon: number): { usual: string[]; others: string[] } => {
  const usual = ['EPSG:4490', 'EPSG:4326', ...zonesAt(lon), 'GCJ-02', 'BD-09']
  return { usual, others: CRS_NAMES.filter((name) => !usual.includes(name)) }
}
