/** Writes GeoPackages by hand, so that tests hold what other writers write and what nobody should. */
import { rmSync } from 'node:fs'
import sqlite, { type Database } from 'node-sqlite3-wasm'

/** A point as GeoPackage stores it, little-endian, without an envelope. */
export const pointBlob = (
  x: number,
  y: number,
  { srid = 4326, z }: { srid?: number; z?: number } = {},
): Buffer => {
  const blob = Buffer.alloc(z === undefined ? 29 : 37)
  blob.write('GP\0\u0001', 0, 'latin1')
  blob.writeInt32LE(srid, 4)
  blob[8] = 1
  blob.writeUInt32LE(z === undefined ? 1 : 1001, 9)
  blob.writeDoubleLE(x, 13)
  blob.writeDoubleLE(y, 21)
  if (z !== undefined) blob.writeDoubleLE(z, 29)
  return blob
}

/** The tables that every GeoPackage has, with a table `t` of features in `srid` that `more` may fill and change. */
export const makeGeoPackage = (
  file: string,
  more: (db: Database) => void,
  { srid = 4326, columns = 'code text' }: { srid?: number; columns?: string } = {},
): string => {
  rmSync(file, { force: true })
  const db = new sqlite.Database(file)
  db.exec(`
    pragma application_id = 1196444487;
    create table gpkg_spatial_ref_sys (srs_name text, srs_id integer primary key, organization text, organization_coordsys_id integer, definition text);
    insert into gpkg_spatial_ref_sys values ('WGS 84', 4326, 'EPSG', 4326, 'x'), ('Zone 40', 4528, 'EPSG', 4528, 'x'),
      ('Xian 1980', 9001, 'EPSG', 2364, 'x'), ('Undefined', -1, 'NONE', -1, 'undefined'), ('own', 9002, 'GDAL', 9002, 'LOCAL_CS["x"]');
    create table gpkg_contents (table_name text primary key, data_type text, identifier text, srs_id integer);
    create table gpkg_geometry_columns (table_name text, column_name text, geometry_type_name text, srs_id integer, z integer, m integer);
    create table t (fid integer primary key, ${columns}, geom blob);
    insert into gpkg_contents values ('t', 'features', 't', ${srid});
    insert into gpkg_geometry_columns values ('t', 'geom', 'POINT', ${srid}, 0, 0);`)
  // One transaction: each of its own waits for the disk.
  db.exec('begin')
  more(db)
  db.exec('commit')
  db.close()
  return file
}
