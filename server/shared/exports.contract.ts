/** Exports: what a filter holds, as a file that surveyors' and offices' programs open and that an import takes again. */
import { z } from 'zod'
import { componentList } from './components.contract.ts'
import { CRS_NAMES } from './crs.ts'
import { asOf, endpoint } from './endpoint.ts'

export const EXPORT_FORMATS = ['xlsx', 'csv', 'shapefile', 'geopackage', 'geojson'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]
export const EXPORT_ENCODINGS = ['utf-8', 'gb18030'] as const
/** `own`: the registry's words. A year: the fields of CJ/T 214-2007, GB/T 30428.2-2013 or GB/T 47678.5-2026, and own names for what they lack. */
export const FIELD_NAMES = ['own', '2007', '2013', '2026'] as const
/** How tables carry positions: two columns (of a line or an area a point that stands for it, its shape beside it as WKT), or WKT alone. */
export const GEOMETRY_COLUMNS = ['xy', 'wkt'] as const

export const exportComponents = endpoint({
  method: 'GET',
  path: '/api/exports/components',
  summary:
    'The components of a filter as a file, in order of identity, as of one instant. Positions in `crs` (GeoJSON in another one than EPSG:4326 names it ' +
    'by the `crs` member that RFC 7946 took away); `encoding` is for CSV and Shapefile, `geometry` for CSV and XLSX',
  query: z.strictObject({
    format: z.enum(EXPORT_FORMATS),
    ...componentList,
    crs: z.enum(CRS_NAMES).optional(),
    encoding: z.enum(EXPORT_ENCODINGS).default('utf-8'),
    names: z.enum(FIELD_NAMES).default('own'),
    geometry: z.enum(GEOMETRY_COLUMNS).default('xy'),
    /** Language of the file's name and of a sheet's. */
    lang: z.enum(['zh', 'en']).default('zh'),
  }),
  mediaType: 'application/octet-stream',
})

/** Of grids: those whose layers are shapes. */
export const GRID_EXPORT_FORMATS = ['geojson', 'shapefile', 'geopackage'] as const

export const exportGrids = endpoint({
  method: 'GET',
  path: '/api/exports/grids',
  summary:
    'The grids of a scheme, of one level or of all schemes as a file, from the top level down in order of code, as of one instant. In EPSG:4326 and EPSG:4490 ' +
    'coordinates leave bit for bit as they are stored',
  query: z.strictObject({
    format: z.enum(GRID_EXPORT_FORMATS),
    scheme: z.coerce.number().int().positive().optional(),
    level: z.coerce.number().int().positive().optional(),
    at: asOf,
    crs: z.enum(CRS_NAMES).optional(),
    encoding: z.enum(EXPORT_ENCODINGS).default('utf-8'),
    /** Language of the file's name. */
    lang: z.enum(['zh', 'en']).default('zh'),
  }),
  mediaType: 'application/octet-stream',
})
