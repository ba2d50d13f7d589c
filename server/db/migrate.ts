/** Brings the schema to what this program knows: SQL files in order of their names, forward only, all in one transaction. */
import { readdir, readFile } from 'node:fs/promises'
import { StartupError } from '../errors.ts'
import { type Connection, one, rows } from './database.ts'

const FOLDER = new URL('../../migrations/', import.meta.url)
const OLDEST_SERVER = 150_000

const migrationNames = async (): Promise<string[]> =>
  (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort()

const checkServer = async (db: Connection): Promise<void> => {
  const { version } = await one<{ version: number }>(
    db,
    `select current_setting('server_version_num')::int as version`,
  )
  if (version < OLDEST_SERVER) {
    throw new StartupError(
      `PostgreSQL ${Math.floor(version / 10_000)} is too old; Gridbook needs 15 or newer.`,
    )
  }
}

/** Servers that start at the same time on a new database wait for each other: `if not exists` alone lets both create. */
const takeTurns = (trx: Connection, what: string): Promise<unknown> =>
  trx.raw(`select pg_advisory_xact_lock(hashtext(:what::text))`, { what: `gridbook ${what}` })

/** PostGIS and btree_gist stand in public, beside the districts' schemas. */
const installExtensions = async (trx: Connection): Promise<void> => {
  await takeTurns(trx, 'extensions')
  const missing = await rows<{ name: string; installable: boolean }>(
    trx,
    `select wanted.name as name, available.name is not null as installable
       from unnest(array['postgis', 'btree_gist']) as wanted (name)
       left join pg_available_extensions as available on available.name = wanted.name
      where not exists (select from pg_extension as e where e.extname = wanted.name)`,
  )
  for (const { name, installable } of missing) {
    if (!installable) {
      throw new StartupError(
        `The PostgreSQL server has no ${name}; install it (Debian: postgresql-15-postgis-3 and postgresql-contrib) and start again.`,
      )
    }
    await trx.raw(`create extension if not exists ${name} with schema public`).catch((cause: Error) => {
      throw new StartupError(
        `The extension ${name} could not be created (${cause.message}); let a superuser run: create extension ${name};`,
      )
    })
  }
  const { major, minor } = await one<{ major: number; minor: number }>(
    trx,
    `select (string_to_array(v.n, '.'))[1]::int as major, (string_to_array(v.n, '.'))[2]::int as minor
       from (select substring(postgis_lib_version() from '^[0-9]+[.][0-9]+') as n) as v`,
  )
  if (major < 3 || (major === 3 && minor < 3)) {
    throw new StartupError(`PostGIS ${major}.${minor} is too old; Gridbook needs 3.3 or newer.`)
  }
}

/** Gives the names applied now. Throws StartupError where the server, PostGIS or the schema does not fit this program. */
export const migrate = async (db: Connection, schema: string): Promise<string[]> => {
  await checkServer(db)
  await db.transaction(installExtensions)
  const known = await migrationNames()
  return db.transaction(async (trx) => {
    await takeTurns(trx, `schema ${schema}`)
    await trx.raw('create schema if not exists ??', [schema])
    await trx.raw(
      `create table if not exists schema_migration (name text primary key, applied_at timestamptz not null default now())`,
    )
    await trx.raw('lock table schema_migration in access exclusive mode')
    const applied = (
      await rows<{ name: string }>(trx, `select m.name as name from schema_migration as m`)
    ).map((m) => m.name)
    const foreign = applied.filter((name) => !known.includes(name))
    if (foreign.length > 0) {
      throw new StartupError(
        `The database is newer than this program (it has ${foreign.join(', ')}); start the version of Gridbook that wrote it, or a newer one.`,
      )
    }
    const due = known.filter((name) => !applied.includes(name))
    for (const name of due) {
      await trx.raw(escapeBindings(await readFile(new URL(name, FOLDER), 'utf8')))
      await trx.raw('insert into schema_migration (name) values (:name)', { name })
    }
    return due
  })
}

/** knex reads `?` as a binding; SQL files hold none, but their comments may. */
const escapeBindings = (sql: string): string => sql.replaceAll('?', '\\?')
