/** A reader of a small registry: every route on a free port, asked by somebody who is signed in. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import pino from 'pino'
import { afterAll, beforeAll } from 'vitest'
import { ROUTES } from '../../server/app.ts'
import { readConfig } from '../../server/config.ts'
import type { Database } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { errorHandler } from '../../server/http/error-handler.ts'
import { serve } from '../../server/http/route.ts'
import { openTestDatabase } from './database.ts'
import { makeRegistry, type RegistryFixture } from './registry-fixture.ts'

export type Reader = {
  readonly database: Database
  readonly fixture: RegistryFixture
  readonly base: string
  get(path: string, headers?: Record<string, string>): Promise<Response>
  /** The JSON of a 200; anything else fails the test with the server's words. */
  json<T>(path: string): Promise<T>
}

const startReader = async (
  components: number | undefined,
): Promise<{ reader: Reader; close(): Promise<void> }> => {
  const database = await openTestDatabase()
  const fixture = await makeRegistry(database.db, components)
  const log = pino({ level: 'silent' })
  const config = readConfig({ LOG_LEVEL: 'silent' })
  const app = express()
  app.set('etag', false)
  app.use((_request, response, next) => {
    response.locals.actor = SYSTEM
    response.locals.facts = {}
    next()
  })
  for (const route of ROUTES)
    if (route.endpoint.method === 'GET')
      app.get(route.endpoint.path, serve({ db: database.db, database, config, log }, route))
  app.use(errorHandler(log))
  const server = http.createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const get: Reader['get'] = (path, headers = {}) => fetch(base + path, { headers })
  const json = async <T>(path: string): Promise<T> => {
    const answer = await get(path)
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.json() as Promise<T>
  }
  return {
    reader: { database, fixture, base, get, json },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await database.close()
    },
  }
}

/** For a whole test file, of that many components: `const reader = useReader()`, then `reader().get('/api/…')` inside tests. */
export const useReader = (components?: number): (() => Reader) => {
  let started: Awaited<ReturnType<typeof startReader>> | undefined
  beforeAll(async () => {
    started = await startReader(components)
  }, 120_000)
  afterAll(async () => {
    await started?.close()
  }, 60_000)
  return () => {
    if (!started) throw new Error('the reader answers only inside tests and hooks')
    return started.reader
  }
}
