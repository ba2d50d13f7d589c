/**
 * Writes a table as a GeoPackage (OGC 12-128r18) of one layer into a file. SQLite runs in this thread: between batches others get their turn. It has no R-tree,
 * so the layer has no spatial index, which programs make on their own where they want one.
 */
import { setImmediate as turn } from 'node:timers/promises'
import sqlite from 'node-sqlite3-wasm'
import { type PlanarGeometry, toEwkb } from '../imports/ewkb.ts'
import { crsWkt } from './crs-wkt.ts'
import type { Column, Table } from './table.ts'

export type GeoPackageOptions = { readonly file: string; readonly crs: string; readonly day: Date }

const APPLICATION_ID = 0x47504b47
const VERSION = 10_300
/** Numbers of our own for systems without an EPSG code. */
const OWN_SYSTEMS: Record<string, number> = { 'GCJ-02': 990_002, 'BD-09': 990_009 }

const TABLES = `
create table gpkg_spatial_ref_sys (
  srs_name text not null, srs_id integer not null primary key, organization text not null,
  organization_coordsys_id integer not null, definition text not null, description text);
create table gpkg_contents (
  table_name text not null primary key, data_type text not null, identifier text unique, description text default '',
  last_change datetime not null default (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x double, min_y double, max_x double, max_y double, srs_id integer references gpkg_spatial_ref_sys(srs_id));
create table gpkg_geometry_columns (
  table_name text not null references gpkg_contents(table_name), column_name text not null, geometry_type_name text not null,
  srs_id integer not null references gpkg_spatial_ref_sys(srs_id), z tinyint not null, m tinyint not null,
  primary key (table_name, column_name), unique (table_name));`

const TYPES = { text: 'text', json: 'text', date: 'date', number: 'double' } as const
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const srsIdOf = (crs: string): number => OWN_SYSTEMS[crs] ?? Number(crs.slice('EPSG:'.length))

const addSystems = (db: sqlite.Database, crs: string): void => {
  const add = (name: string, id: number, organization: string, definition: string): void => {
    db.run('insert or ignore into gpkg_spatial_ref_sys values (?, ?, ?, ?, ?, null)', [
      name,
      id,
      organization,
      id,
      definition,
    ])
  }
  add('Undefined cartesian SRS', -1, 'NONE', 'undefined')
  add('Undefined geographic SRS', 0, 'NONE', 'undefined')
  add('WGS 84', 4326, 'EPSG', crsWkt('EPSG:4326', 'ogc') ?? 'undefined')
  add(crs, srsIdOf(crs), OWN_SYSTEMS[crs] ? 'GRIDBOOK' : 'EPSG', crsWkt(crs, 'ogc') ?? 'undefined')
}

const addLayer = (db: sqlite.Database, name: string, columns: readonly Column[], crs: string): void => {
  const declared = columns.map((column) => `${quoted(column.name)} ${TYPES[column.kind]}`)
  db.exec(
    `create table ${quoted(name)} (fid integer primary key not null, geom geometry, ${declared.join(', ')})`,
  )
  db.run(
    `insert into gpkg_contents (table_name, data_type, identifier, srs_id) values (?, 'features', ?, ?)`,
    [name, name, srsIdOf(crs)],
  )
  db.run(`insert into gpkg_geometry_columns values (?, 'geom', 'GEOMETRY', ?, 0, 0)`, [name, srsIdOf(crs)])
}

type Box = { minX: number; minY: number; maxX: number; maxY: number }
const emptyBox = (): Box => ({ minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity })

const widen = (box: Box, coordinates: PlanarGeometry['coordinates'] | readonly number[]): void => {
  const [x, y] = coordinates
  if (typeof x === 'number' && typeof y === 'number') {
    box.minX = Math.min(box.minX, x)
    box.minY = Math.min(box.minY, y)
    box.maxX = Math.max(box.maxX, x)
    box.maxY = Math.max(box.maxY, y)
    return
  }
  for (const inner of coordinates) if (typeof inner === 'object') widen(box, inner as readonly number[])
}

const HEADER_BYTES = 8
const ENVELOPE_BYTES = 32
const LITTLE_ENDIAN = 1
const WITH_ENVELOPE = 2

/** Its own header, for what is no point with its box, before the WKB. */
const blobOf = (geometry: PlanarGeometry, srsId: number, box: Box): Buffer => {
  const point = geometry.type === 'Point'
  const own = emptyBox()
  widen(own, geometry.coordinates)
  widen(box, [own.minX, own.minY])
  widen(box, [own.maxX, own.maxY])
  const header = Buffer.alloc(HEADER_BYTES + (point ? 0 : ENVELOPE_BYTES))
  header.write('GP', 0, 'latin1')
  header[3] = point ? LITTLE_ENDIAN : LITTLE_ENDIAN | WITH_ENVELOPE
  header.writeInt32LE(srsId, 4)
  if (!point)
    for (const [n, edge] of [own.minX, own.maxX, own.minY, own.maxY].entries())
      header.writeDoubleLE(edge, HEADER_BYTES + 8 * n)
  return Buffer.concat([header, toEwkb(geometry, null)])
}

/** Some 5 ms. */
const ROWS_A_TURN = 250

const insertRows = async (db: sqlite.Database, { name, columns, rows }: Table, crs: string): Promise<Box> => {
  const box = emptyBox()
  const srsId = srsIdOf(crs)
  const insert = db.prepare(
    `insert into ${quoted(name)} values (${Array(columns.length + 2)
      .fill('?')
      .join(', ')})`,
  )
  for await (const batch of rows) {
    for (const [n, { id, values, geometry }] of batch.entries()) {
      insert.run([id, geometry && blobOf(geometry, srsId, box), ...values])
      if (n % ROWS_A_TURN === 0) await turn()
    }
  }
  insert.finalize()
  return box
}

/** One transaction without a journal: a file that is not finished is thrown away. */
export const writeGeoPackage = async (table: Table, { file, crs, day }: GeoPackageOptions): Promise<void> => {
  const db = new sqlite.Database(file)
  try {
    db.exec(`pragma application_id = ${APPLICATION_ID}; pragma user_version = ${VERSION};
             pragma journal_mode = off; pragma synchronous = off; pragma locking_mode = exclusive; begin; ${TABLES}`)
    addSystems(db, crs)
    addLayer(db, table.name, table.columns, crs)
    const box = await insertRows(db, table, crs)
    if (Number.isFinite(box.minX))
      db.run('update gpkg_contents set min_x = ?, min_y = ?, max_x = ?, max_y = ?, last_change = ?', [
        box.minX,
        box.minY,
        box.maxX,
        box.maxY,
        day.toISOString(),
      ])
    db.exec('commit')
  } finally {
    db.close()
  }
}
