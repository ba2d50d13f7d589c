/** Spatial calls for knex's builder. The only importer of knex-postgis, because that library takes any text argument for a column's name: only numbers pass here. */
import type { Knex } from 'knex'
import knexPostgis from 'knex-postgis'
import type { LonLat } from '../shared/crs.ts'
import type { Connection } from './database.ts'

const CGCS2000 = 4490

/** A point in EPSG:4490, as a value for `insert`. */
export const pointAt = (db: Connection, [lon, lat]: LonLat): Knex.Raw => {
  const st = knexPostgis(db)
  return st.setSRID(st.makePoint(lon, lat), CGCS2000)
}
