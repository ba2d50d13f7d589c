/** Sessions in the registry's own table. The cookie lives as long as the browser; how long an unused session lives is counted in the database. */
import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import connectPgSimple from 'connect-pg-simple'
import { parseCookie } from 'cookie'
import { unsign } from 'cookie-signature'
import type { Request, RequestHandler, Response } from 'express'
import session from 'express-session'
import pg from 'pg'
import { type Connection, one } from '../db/database.ts'
import type { Services } from '../http/route.ts'

declare module 'express-session' {
  interface SessionData {
    accountId: number
  }
}

const SESSION_COOKIE = 'gridbook'

/** Made once for a registry, so that every server on it reads the others' cookies, and a restart ends no session. */
const sessionSecret = async (db: Connection): Promise<string> => {
  await db.raw(
    `insert into server_secret (name, value)
     values ('session', :value::text)
     on conflict (name) do nothing`,
    { value: randomBytes(32).toString('base64url') },
  )
  return (
    await one<{ value: string }>(
      db,
      `select s.value as value from server_secret as s where s.name = 'session'`,
    )
  ).value
}

export type Sessions = {
  /** Gives a request its `request.session`, which only signing in and out need: it reads the table. Requests with a key have no session at all. */
  readonly handler: RequestHandler
  /** The session's id from a cookie that this registry signed, else null. Whether there still is such a session is not asked. */
  sidOf(request: Request): string | null
  close(): Promise<void>
}

/** The handler writes only when a session begins and ends: `signed-in.ts` renews. */
export const openSessions = async ({ db, database, config, log }: Services): Promise<Sessions> => {
  const pool = new pg.Pool({ ...database.address, max: 2, application_name: 'gridbook sessions' })
  pool.on('error', (error) => log.warn({ err: error }, 'a session connection was lost'))
  const store = new (connectPgSimple(session))({
    pool,
    schemaName: database.schema,
    createTableIfMissing: false,
    disableTouch: true,
    ttl: Math.round(config.sessionHours * 3600),
    errorLog: (...told: unknown[]) => log.warn({ told: told.map(String) }, 'session store'),
  })
  const secret = await sessionSecret(db)
  const byCookie = session({
    store,
    name: SESSION_COOKIE,
    secret,
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', secure: 'auto' },
  })
  return {
    handler: (request, response, next) =>
      bearerOf(request) === null ? byCookie(request, response, next) : next(),
    sidOf(request) {
      const value = parseCookie(request.get('cookie') ?? '')[SESSION_COOKIE]
      // As express-session writes it: `s:`, the id, a dot, the signature.
      return (value?.startsWith('s:') && unsign(value.slice(2), secret)) || null
    },
    async close() {
      store.close()
      await pool.end()
    },
  }
}

/** What stands behind `Authorization: Bearer`; null where another scheme or none is used. */
export const bearerOf = (request: Request): string | null =>
  /^Bearer +(.*)$/i.exec(request.get('authorization') ?? '')?.[1]?.trim() ?? null

/** Under a new id, so that a cookie planted before sign-in is worth nothing after it. */
export const startSession = async (request: Request, accountId: number): Promise<void> => {
  await promisify(request.session.regenerate.bind(request.session))()
  request.session.accountId = accountId
  await promisify(request.session.save.bind(request.session))()
}

/** Ends the session and tells the browser to forget its cookie. */
export const endSession = async (request: Request, response: Response): Promise<void> => {
  if (request.session === undefined) return
  await promisify(request.session.destroy.bind(request.session))()
  response.clearCookie(SESSION_COOKIE, { httpOnly: true, sameSite: 'lax', secure: request.secure })
}

/** Ends the account's sessions, except the one named. */
export const endSessionsOf = async (
  db: Connection,
  accountId: number,
  except: string | null = null,
): Promise<void> => {
  await db.raw(
    `delete from session as s
      where s.sess ->> 'accountId' = :accountId::text
        and s.sid is distinct from :except::text`,
    { accountId: String(accountId), except },
  )
}
