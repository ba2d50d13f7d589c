/** A connection to the registry, the same for both databases: knex over pg, every session on the district's schema. */
import knex, { type Knex } from 'knex'
import pg from 'pg'

/** The pool, or a transaction of it. Inside a transaction every query must go through it: on the embedded database another one would wait for ever. */
export type Connection = Knex

export type Database = {
  readonly db: Connection
  /** Where further clients (the session store) connect; the embedded database is reached over its socket. */
  readonly address: pg.PoolConfig
  readonly schema: string
  readonly embedded: boolean
  close(): Promise<void>
}

const INT8 = 20
/** The driver's list of types knows no arrays. */
const INT8_ARRAY = 1016 as number as (typeof pg.types.builtins)['INT8']
const DATE = 1082
const TIMESTAMPTZ = 1184
pg.types.setTypeParser(INT8, Number)
const readTexts: (array: string) => string[] = pg.types.getTypeParser(INT8_ARRAY)
pg.types.setTypeParser(INT8_ARRAY, (array) => readTexts(array).map(Number))
pg.types.setTypeParser(DATE, (day) => day)
// `-infinity` stands for: since ever.
pg.types.setTypeParser(TIMESTAMPTZ, (instant) =>
  instant.endsWith('infinity') ? instant : new Date(instant).toISOString(),
)

/** PostgreSQL takes spatial functions for dear and compiles short queries: a lookup of 5.5 ms took 2 s. */
const withoutJit = (connection: pg.Client, done: (error: Error | null) => void): void => {
  connection.query('set jit = off', (error) => done(error))
}

/** Opens a pool; no connection is made before the first query. `address` names the server, `schema` the district. */
export const openPool = (address: pg.PoolConfig, schema: string, max: number): Connection =>
  knex({
    client: 'pg',
    connection: { ...address, application_name: 'gridbook' } as Knex.PgConnectionConfig,
    searchPath: [schema, 'public'],
    pool: { min: 0, max, afterCreate: withoutJit },
    acquireConnectionTimeout: 60_000,
  })

type Bindings = Readonly<Record<string, unknown>>

/** Runs one statement with named bindings (`:code::text`) and gives its rows. */
export const rows = async <T>(db: Connection, sql: string, bindings: Bindings = {}): Promise<T[]> => {
  const result = await db.raw<{ rows: T[] }>(sql, bindings as Knex.ValueDict)
  return result.rows
}

/** The one row of a statement that always gives one. */
export const one = async <T>(db: Connection, sql: string, bindings: Bindings = {}): Promise<T> => {
  const [row] = await rows<T>(db, sql, bindings)
  if (row === undefined) throw new Error(`expected one row from: ${sql.trim().slice(0, 80)}`)
  return row
}

/** The first row, if there is one. */
export const first = async <T>(
  db: Connection,
  sql: string,
  bindings: Bindings = {},
): Promise<T | undefined> => (await rows<T>(db, sql, bindings))[0]
