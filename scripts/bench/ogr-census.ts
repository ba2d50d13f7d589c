/** The yardstick of a census: `ogr2ogr` brings the same file by COPY into a new table with the indexes that a register has. */
import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { type Connection, rows } from '../../server/db/database.ts'

const PROGRAM = 'ogr2ogr'
const TABLE = 'ogr_census'

export const hasOgr2ogr = (): boolean => spawnSync(PROGRAM, ['--version']).status === 0

const addressOf = (url: string): string => {
  const { hostname, port, username, password, pathname } = new URL(url)
  const said = {
    host: hostname,
    port: port || '5432',
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    dbname: pathname.slice(1),
  }
  return `PG:${Object.entries(said)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key}='${value}'`)
    .join(' ')}`
}

/** Seconds, with a spatial index and b-trees on code, grid and name. The table is thrown away. */
export const measureOgr2ogr = async (
  db: Connection,
  { url, schema, file }: { readonly url: string; readonly schema: string; readonly file: string },
): Promise<number> => {
  await rows(db, `drop table if exists ${TABLE}`)
  const began = performance.now()
  await promisify(execFile)(
    PROGRAM,
    [
      ...['-f', 'PostgreSQL', addressOf(url), `/vsizip/${file}`],
      ...['-nln', `${schema}.${TABLE}`, '-t_srs', 'EPSG:4490', '-nlt', 'POINT', '-lco', 'GEOMETRY_NAME=geom'],
    ],
    { env: { ...process.env, PG_USE_COPY: 'YES' } },
  )
  for (const column of ['objid', 'bgid', 'objname']) await rows(db, `create index on ${TABLE} (${column})`)
  const seconds = (performance.now() - began) / 1000
  await rows(db, `drop table ${TABLE}`)
  return seconds
}
