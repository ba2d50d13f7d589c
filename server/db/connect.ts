/** Opens the configured database, embedded or by URL, and says in one sentence what is wrong when it cannot. */
import type { Config } from '../config.ts'
import { StartupError } from '../errors.ts'
import { type Database, openPool } from './database.ts'
import { startEmbedded } from './embedded.ts'

/** What PostgreSQL or the network said → what to do. */
const adviceFor = (error: { code?: string; message: string }, where: string): string => {
  switch (error.code) {
    case 'ECONNREFUSED':
    case 'ENOENT':
      return `No PostgreSQL answers at ${where}; start it, or correct DATABASE_URL.`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The host of DATABASE_URL (${where}) is not known; correct DATABASE_URL.`
    case '28P01':
    case '28000':
      return `PostgreSQL at ${where} refused the user or the password; correct DATABASE_URL.`
    case '3D000':
      return `The database named in DATABASE_URL does not exist at ${where}; create it, or correct DATABASE_URL.`
    case '53300':
      return `PostgreSQL at ${where} has no connection left; raise its max_connections or end other clients.`
    default:
      return `PostgreSQL at ${where} cannot be used: ${error.message}`
  }
}

const whereIs = (url: string): string => {
  const { hostname, port, pathname } = new URL(url)
  return `${hostname || 'localhost'}:${port || 5432}${pathname}`
}

const openServer = async (url: string, schema: string): Promise<Database> => {
  if (!URL.canParse(url))
    throw new StartupError('DATABASE_URL is not a URL; write postgres://user:password@host:5432/database.')
  const address = { connectionString: url }
  const db = openPool(address, schema, 10)
  await db.raw('select 1').catch(async (error) => {
    await db.destroy()
    throw new StartupError(adviceFor(error, whereIs(url)))
  })
  return { db, address, schema, embedded: false, close: () => db.destroy() }
}

const openEmbedded = async (
  config: Config,
  share: boolean,
  onLost: (how: string) => void,
): Promise<Database> => {
  const embedded = await startEmbedded(config.dataDir, config.dbSchema, { share })
  embedded.lost.then(onLost)
  const address = { host: embedded.socketDir, port: 5432, user: 'postgres', database: 'postgres' }
  const db = openPool(address, config.dbSchema, 10)
  return {
    db,
    address,
    schema: config.dbSchema,
    embedded: true,
    async close() {
      await db.destroy()
      await embedded.stop()
    },
  }
}

/** `share` lets a command join the embedded database of a running server; `onLost` is called if the embedded process dies. */
export const openDatabase = (
  config: Config,
  { share, onLost }: { share: boolean; onLost: (how: string) => void },
): Promise<Database> =>
  config.databaseUrl === undefined
    ? openEmbedded(config, share, onLost)
    : openServer(config.databaseUrl, config.dbSchema)
