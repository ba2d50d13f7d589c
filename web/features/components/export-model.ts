/** An export of components as data: what can be chosen for a format, and the address that the browser downloads from. */
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
import { asksEncoding } from '../../ui/export-systems.ts'

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

/** Whether the choice means something for a format. */
export const asksGeometry = (format: ExportFormat): boolean => format === 'csv' || format === 'xlsx'

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
