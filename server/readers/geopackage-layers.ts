/** The tables of a GeoPackage that hold features or attributes, as `gpkg_contents` names them, with their columns and CRS. Views and virtual tables are not read: they may run anything. */
import { crsByCode } from './crs-by-code.ts'
import {
  brokenGeoPackage,
  type GeoPackageFile,
  openGeoPackageFile,
  type SqlValue,
} from './geopackage-file.ts'
import type { CrsFound, OpenOptions } from './source.ts'

export type Column = { readonly name: string; readonly type: string }
export type GeoPackageTable = {
  readonly name: string
  readonly columns: readonly Column[]
  readonly geometry: { readonly column: string; readonly srid: number } | null
  readonly crs: CrsFound | null
}

/** More than any delivery; each costs a question. */
const TABLES_LIMIT = 1_000

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const text = (value: SqlValue | undefined): string => (typeof value === 'string' ? value : '')

/** Names of ordinary tables: a root page of 0 is a virtual one's. */
const ordinary = (db: GeoPackageFile): Set<string> =>
  new Set(
    db
      .all(
        `select lower(m.name) as name
           from sqlite_master as m
          where m.type = 'table'
            and m.rootpage > 0`,
      )
      .map(({ name }) => text(name)),
  )

const requireContents = (tables: ReadonlySet<string>): void => {
  if (!tables.has('gpkg_contents'))
    throw brokenGeoPackage(
      '没有 gpkg_contents 表，不是 GeoPackage',
      'it has no table gpkg_contents, so it is none',
    )
}

const listIn = (db: GeoPackageFile): string[] => {
  const tables = ordinary(db)
  requireContents(tables)
  const named = db.all(
    `select c.table_name as name
       from gpkg_contents as c
      where c.data_type in ('features', 'attributes')
      order by c.table_name
      limit ?`,
    [TABLES_LIMIT + 1],
  )
  if (named.length > TABLES_LIMIT)
    throw brokenGeoPackage(`表超过 ${TABLES_LIMIT} 个`, `it has more than ${TABLES_LIMIT} tables`)
  return named.map(({ name }) => text(name)).filter((name) => tables.has(name.toLowerCase()))
}

/** Names of tables, each of which may be a layer's part. Throws FileRefused. */
export const listTables = async (file: string): Promise<string[]> => {
  const db = await openGeoPackageFile(file)
  try {
    return listIn(db)
  } finally {
    await db.close()
  }
}

const findGeometry = (
  db: GeoPackageFile,
  tables: ReadonlySet<string>,
  table: string,
): GeoPackageTable['geometry'] => {
  if (!tables.has('gpkg_geometry_columns')) return null
  const [found] = db.all(
    `select g.column_name as name, g.srs_id as srid
       from gpkg_geometry_columns as g
      where lower(g.table_name) = lower(?)
      limit 1`,
    [table],
  )
  return found ? { column: text(found.name), srid: Number(found.srid ?? 0) } : null
}

const findCrs = (
  db: GeoPackageFile,
  tables: ReadonlySet<string>,
  srid: number,
  shifts: OpenOptions['shifts'],
): CrsFound | null => {
  if (!tables.has('gpkg_spatial_ref_sys')) return null
  const [found] = db.all(
    `select s.organization as organization, s.organization_coordsys_id as code, s.srs_name as name, s.definition as definition
       from gpkg_spatial_ref_sys as s
      where s.srs_id = ?
      limit 1`,
    [srid],
  )
  const { organization, code, name, definition } = found ?? { organization: 'srs_id', code: srid }
  const wkt = text(definition) === 'undefined' ? '' : text(definition)
  return crsByCode(
    { organization: text(organization), code: Number(code), name: text(name), definition: wkt },
    shifts,
  )
}

/** Null where the file has no such table. */
export const findTable = (
  db: GeoPackageFile,
  wanted: string | null,
  shifts: OpenOptions['shifts'],
): GeoPackageTable | null => {
  const listed = listIn(db)
  const name = wanted === null ? listed[0] : listed.find((other) => other === wanted)
  if (name === undefined) return null
  const tables = ordinary(db)
  const columns = db
    .all('select c.name as name, c.type as type from pragma_table_info(?) as c order by c.cid', [name])
    .map((column) => ({ name: text(column.name), type: text(column.type).toUpperCase() }))
  const stated = findGeometry(db, tables, name)
  const column = columns.find((other) => other.name.toLowerCase() === stated?.column.toLowerCase())
  const geometry = stated && column ? { column: column.name, srid: stated.srid } : null
  return { name, columns, geometry, crs: geometry && findCrs(db, tables, geometry.srid, shifts) }
}
