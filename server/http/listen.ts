/** Takes the port before any slow work, so that a taken one is said at once; until the app is ready every request hears 503. */
import http, { type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Config } from '../config.ts'
import { StartupError } from '../errors.ts'

/** Requests in flight get this long; then their connections are cut. The database needs about a second of the ten that a stop may take. */
const DRAIN_MS = 7_000
/** Two gigabytes over a slow line; Node's own limit of five minutes would cut them. Whoever sends nothing for a minute is cut by who reads it. */
const LONGEST_REQUEST_MS = 4 * 3_600_000

export type Listening = {
  readonly url: string
  /** From now on this answers. */
  use(app: RequestListener): void
  /** Ends requests in flight, then the port. */
  close(): Promise<void>
}

const notReady: RequestListener = (_request, response) => {
  const body = {
    error: { code: 'starting', message: 'Gridbook is starting; try again in a few seconds.', requestId: '' },
  }
  response
    .writeHead(503, { 'Content-Type': 'application/json', 'Retry-After': '5' })
    .end(JSON.stringify(body))
}

const bind = (server: http.Server, { host, port }: Config): Promise<void> =>
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

const urlOf = (config: Config, { port }: AddressInfo): string => {
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  return config.publicUrl ?? `http://${host}:${port}`
}

/** Throws StartupError where the address cannot be had. */
export const listen = async (config: Config): Promise<Listening> => {
  let answer = notReady
  const server = http.createServer({ requestTimeout: LONGEST_REQUEST_MS }, (request, response) =>
    answer(request, response),
  )
  await bind(server, config)
  return {
    url: urlOf(config, server.address() as AddressInfo),
    use(app) {
      answer = app
    },
    close: () => drain(server),
  }
}
