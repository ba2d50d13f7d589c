/** A migrated, empty registry for a test file, in a schema of its own: on TEST_DATABASE_URL, else on the run's embedded database. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, inject } from 'vitest'
import { type Database, openPool } from '../../server/db/database.ts'
import { migrate } from '../../server/db/migrate.ts'

export type TestAddress =
  | { connectionString: string }
  | { host: string; port: number; user: string; database: string }

/** What `global-setup.ts` started or was given. */
declare module 'vitest' {
  interface ProvidedContext {
    databaseAddresses: TestAddress[]
  }
}

/** The server of this worker: vitest numbers the workers that run at a time from 1. */
export const testAddress = (): TestAddress => {
  const addresses = inject('databaseAddresses')
  const address = addresses[(Number(process.env.VITEST_POOL_ID) - 1) % addresses.length]
  if (!address) throw new Error('the run has no database for this worker')
  return address
}

/** A schema migrated from nothing. The caller closes it, which drops the schema. */
export const openTestDatabase = async (): Promise<Database> => {
  const address = testAddress()
  const schema = `test_${randomBytes(6).toString('hex')}`
  const db = openPool(address, schema, 10)
  await migrate(db, schema)
  return {
    db,
    address,
    schema,
    embedded: !('connectionString' in address),
    async close() {
      await db.raw('drop schema if exists ?? cascade', [schema])
      await db.destroy()
    },
  }
}

/** For a whole test file: `const registry = useDatabase()`, then `registry().db` inside tests. */
export const useDatabase = (): (() => Database) => {
  let database: Database | undefined
  beforeAll(async () => {
    database = await openTestDatabase()
  }, 120_000)
  afterAll(async () => {
    await database?.close()
  }, 60_000)
  return () => {
    if (!database) throw new Error('the database is open only inside tests and hooks')
    return database
  }
}
