/** Writes GeoPackages by hand, so that tests hold what other writers write and what nobody should. */
import { rmSync } from 'node:fs'
import sqlite, { type Database } from 'node-sqlite3-wasm'

/** A city's own zone: CGCS2000 around 120.5 degrees, which no organisation has numbered. */
const CITY_WKT =
  'PROJCS["city",GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",120.5],PARAMETER["scale_factor",1],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1]]'

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
      ('Xian 1980', 9001, 'EPSG', 2364, 'x'), ('Undefined', -1, 'NONE', -1, 'undefined'), ('own', 9002, 'GDAL', 9002, 'LOCAL_CS["x"]'),
      ('city', 9003, 'city', 9003, '${CITY_WKT}');
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
