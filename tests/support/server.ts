/** The whole server on a free port over a registry of its own, migrated and empty (`makeRegistry` fills it), and callers of every role, made without the cost of real passwords. */
import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import pino from 'pino'
import { afterAll, beforeAll } from 'vitest'
import { keyHash } from '../../server/accounts/authenticate.ts'
import { hashPassword } from '../../server/accounts/password.ts'
import { openSessions } from '../../server/accounts/session.ts'
import type { SignedIn } from '../../server/accounts/signed-in.ts'
import { createApp } from '../../server/app.ts'
import { type Config, readConfig } from '../../server/config.ts'
import { type Connection, type Database, one } from '../../server/db/database.ts'
import { readVersion } from '../../server/db/end-write.ts'
import { openServices } from '../../server/open-services.ts'
import type { AccountRole } from '../../server/shared/words.ts'
import { openTestDatabase } from './database.ts'

/** An account with an API key; `bearer` fits the client's `createApi({ base, bearer })`. */
export type Caller = { readonly accountId: number; readonly name: string; readonly bearer: string }

export type Sent = {
  readonly bearer?: string
  readonly cookie?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export type TestServer = {
  readonly base: string
  readonly database: Database
  readonly db: Connection
  /** Whom it remembers: for tests that write what only a server may write, and so have to say it. */
  readonly signedIn: SignedIn
  /** An account of this role, everywhere or inside one grid, and its key. Null: an account without any role. */
  as(role: AccountRole | null, gridId?: number | null): Promise<Caller>
  /** An account that signs in by name and password. */
  account(
    role: AccountRole | null,
    gridId?: number | null,
  ): Promise<{ accountId: number; name: string; password: string }>
  /** Signs an account in and gives its cookie, as `send` and a browser send it back. */
  signIn(account: { name: string; password: string }): Promise<string>
  /** The bare answer, for what the client's functions do not show: status, headers, cookies. */
  send(method: string, path: string, sent?: Sent): Promise<Response>
  /** Where it keeps delivered files. */
  spool(): Promise<string>
  /** Waits until what was committed is seen by this server. */
  followed(): Promise<void>
  /** A second server over the same registry while `run` runs: the embedded database has one session, and so one schema at a time. */
  withSettings(settings: Partial<Config>, run: (beside: TestServer) => Promise<void>): Promise<void>
}

/** A request waits 5 s; a test also on a machine that other work holds. */
const LONGEST_FOLLOW_MS = 60_000

/** 16 rounds of scrypt instead of 131,072: the parameters stand in the hash, the rest is the same. */
const CHEAP = 4

const makeAccount = async (db: Connection, role: AccountRole | null, gridId: number | null) => {
  const name = `${role ?? 'nobody'}-${randomBytes(4).toString('hex')}`
  const password = randomBytes(9).toString('base64url')
  const { id } = await one<{ id: number }>(
    db,
    `insert into account (name, password_hash)
     values (:name::text, :hash::text)
     returning account.id as id`,
    { name, hash: await hashPassword(password, CHEAP) },
  )
  if (role !== null) {
    await db.raw(
      `insert into account_grant (account_id, role, grid_id)
       values (:id::bigint, :role::text, :gridId::bigint)`,
      { id, role, gridId },
    )
  }
  return { accountId: id, name, password }
}

const makeCaller = async (
  db: Connection,
  role: AccountRole | null,
  gridId: number | null,
): Promise<Caller> => {
  const { accountId, name } = await makeAccount(db, role, gridId)
  const bearer = `gb_${randomBytes(32).toString('base64url')}`
  await db.raw(
    `insert into api_key (account_id, name, prefix, secret_hash)
     values (:accountId::bigint, 'test', :prefix::text, :hash::text)`,
    { accountId, prefix: bearer.slice(0, 11), hash: keyHash(bearer) },
  )
  return { accountId, name, bearer }
}

const sendTo =
  (base: string): TestServer['send'] =>
  (method, path, { bearer, cookie, body, headers = {} } = {}) =>
    fetch(base + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
        ...(cookie === undefined ? {} : { cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })

const signInAt =
  (send: TestServer['send']): TestServer['signIn'] =>
  async ({ name, password }) => {
    const answer = await send('POST', '/api/session', { body: { name, password } })
    await answer.arrayBuffer()
    const [cookie = ''] = answer.headers.getSetCookie()
    if (answer.status !== 200 || cookie === '') throw new Error(`${name} was not signed in: ${answer.status}`)
    return cookie.split(';')[0] ?? ''
  }

/** What a server is started with in tests; nothing is read from the environment. */
const testConfig = (settings: Partial<Config>, importDir: string): Config => ({
  ...readConfig({ LOG_LEVEL: 'silent', DEMO: 'false' }),
  importDir,
  ...settings,
})

/** Servers over one registry share their delivered files. */
const importDirOf = ({ schema }: Database): string => path.join(os.tmpdir(), `gridbook-imports-${schema}`)

type Closable = TestServer & { close(): Promise<void> }

const serveOver = async (database: Database, settings: Partial<Config>): Promise<Closable> => {
  const { db } = database
  const { services, close: closeServices } = openServices(
    database,
    testConfig(settings, importDirOf(database)),
    pino({ level: process.env.TEST_LOG ?? 'silent' }),
  )
  const sessions = await openSessions(services)
  const server = http.createServer(createApp(services, sessions))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const send = sendTo(base)
  return {
    base,
    database,
    db,
    signedIn: services.signedIn,
    as: (role, gridId = null) => makeCaller(db, role, gridId),
    account: (role, gridId = null) => makeAccount(db, role, gridId),
    send,
    signIn: signInAt(send),
    spool: services.censusJobs.spool,
    async followed() {
      await services.atlas.atLeast(await readVersion(db), LONGEST_FOLLOW_MS)
    },
    async withSettings(other, run) {
      const beside = await serveOver(database, other)
      await run(beside).finally(() => beside.close())
    },
    async close() {
      await closeServices()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await sessions.close()
    },
  }
}

/** For a whole test file: `const server = useServer()`, then `server().as('reader')` inside tests. */
export const useServer = (settings: Partial<Config> = {}): (() => TestServer) => {
  let running: Closable | undefined
  beforeAll(async () => {
    running = await serveOver(await openTestDatabase(), settings)
  }, 120_000)
  afterAll(async () => {
    await running?.close()
    if (running) await rm(importDirOf(running.database), { recursive: true, force: true })
    await running?.database.close()
  }, 60_000)
  return () => {
    if (!running) throw new Error('the server runs only inside tests and hooks')
    return running
  }
}
