/** One server from start to end: build, database, schema, seeds, listen; on SIGTERM in reverse, within ten seconds. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { ensureAdministrator } from './accounts/first-administrator.ts'
import { openSessions } from './accounts/session.ts'
import { createApp } from './app.ts'
import type { Config } from './config.ts'
import { openDatabase } from './db/connect.ts'
import { prepareDatabase } from './db/prepare.ts'
import { StartupError } from './errors.ts'
import { buildClient } from './http/build-client.ts'

/** `signIn` is the sentence that says how, with the password where it was just made. */
export type Running = { readonly url: string; readonly signIn: string; close(): Promise<void> }

/** Requests in flight get this long; then their connections are cut. */
const DRAIN_MS = 7_000

const listen = (server: http.Server, { host, port }: Config): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === 'EADDRINUSE'
          ? `Port ${port} on ${host} is already taken; set PORT to another one.`
          : `Cannot listen on ${host}:${port} (${error.code}); correct HOST and PORT.`
      reject(new StartupError(reason))
    })
    server.listen(port, host, resolve)
  })

const drain = (server: http.Server): Promise<void> =>
  new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })

/** `say` prints what is being done; `onLost` is called when the embedded database dies under the server. */
export const startServer = async (
  config: Config,
  say: (line: string) => void,
  onLost: (how: string) => void,
): Promise<Running> => {
  const log = pino({ level: config.logLevel })
  say(
    config.databaseUrl
      ? 'Connecting to PostgreSQL …'
      : `Starting the embedded database in ${config.dataDir} …`,
  )
  const building = buildClient()
  const opened = openDatabase(config, { share: false, onLost })
  const [built, database] = await Promise.allSettled([building, opened])
  if (database.status === 'rejected') throw database.reason
  if (built.status === 'rejected') {
    await database.value.close()
    throw built.reason
  }
  const { db } = database.value
  const close = () => database.value.close()
  try {
    await prepareDatabase(db, config.dbSchema, say)
    const signIn = await ensureAdministrator(db, config)
    const services = { db, database: database.value, config, log }
    const sessions = await openSessions(services)
    const server = http.createServer(createApp(services, sessions.handler))
    await listen(server, config)
    const { port } = server.address() as AddressInfo
    return {
      url: config.publicUrl ?? `http://${config.host}:${port}`,
      signIn,
      async close() {
        await drain(server)
        await sessions.close()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}
