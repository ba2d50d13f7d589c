/** One server from start to end: port, client, database, schema, catalogue, app, demo; on SIGTERM in reverse, within ten seconds. */
import pino from 'pino'
import { ensureAdministrator } from './accounts/first-administrator.ts'
import { openSessions, type Sessions } from './accounts/session.ts'
import { createApp } from './app.ts'
import type { Config } from './config.ts'
import { openDatabase } from './db/connect.ts'
import type { Database } from './db/database.ts'
import { prepareDatabase } from './db/prepare.ts'
import { loadDemoAtStart } from './demo/start-demo.ts'
import { buildClient } from './http/build-client.ts'
import { listen } from './http/listen.ts'
import { sweepStaging } from './imports/batch.ts'
import { type OpenServices, openServices } from './open-services.ts'

/** `signIn` is the sentence that says how, with the password where it was just made. */
export type Running = { readonly url: string; readonly signIn: string; close(): Promise<void> }

type Say = (line: string) => void

/** Three million components take 20 s on a server; what takes longer than this is no load any more. */
const LONGEST_LOAD_MS = 600_000

/** The client is built while the database starts: on two cores both take about fifteen seconds the first time. */
const openWhileBuilding = async (
  config: Config,
  say: Say,
  onLost: (how: string) => void,
): Promise<Database> => {
  say(
    config.databaseUrl
      ? 'Connecting to PostgreSQL …'
      : `Starting the embedded database in ${config.dataDir} …`,
  )
  const [built, opened] = await Promise.allSettled([
    buildClient(say),
    openDatabase(config, { share: false, onLost }),
  ])
  if (opened.status === 'rejected') throw opened.reason
  if (built.status === 'fulfilled') return opened.value
  await opened.value.close()
  throw built.reason
}

/** `say` prints what is being done; `onLost` is called when the embedded database dies under the server. */
export const startServer = async (
  config: Config,
  say: Say,
  onLost: (how: string) => void,
): Promise<Running> => {
  const log = pino({ level: config.logLevel })
  const listening = await listen(config)
  let database: Database | undefined
  let sessions: Sessions | undefined
  let opened: OpenServices | undefined
  const close = async (): Promise<void> => {
    await opened?.close()
    await listening.close()
    await sessions?.close()
    await database?.close()
  }
  try {
    database = await openWhileBuilding(config, say, onLost)
    await prepareDatabase(database.db, config.dbSchema, say)
    const leftBehind = await sweepStaging(database.db)
    if (leftBehind.length > 0)
      log.warn({ batches: leftBehind }, 'imports that were cut off are marked failed')
    const signIn = await ensureAdministrator(database.db, config)
    opened = openServices(database, config, log)
    const { services } = opened
    sessions = await openSessions(services)
    listening.use(createApp(services, sessions))
    if (config.demo) await loadDemoAtStart(database, say)
    await services.atlas.atLeast(0, LONGEST_LOAD_MS)
    return { url: listening.url, signIn, close }
  } catch (error) {
    await close()
    throw error
  }
}
