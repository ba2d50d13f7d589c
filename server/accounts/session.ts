/** Sessions in the registry's own table. The cookie lives as long as the browser; how long an unused session lives is counted in the database. */
import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import connectPgSimple from 'connect-pg-simple'
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

export type Sessions = { readonly handler: RequestHandler; close(): Promise<void> }

/**
 * The handler gives requests their `request.session`; it reads the table only for those that bring a cookie, and writes only at
 * sign-in: `authenticate.ts` renews. Requests with a key have no session at all.
 */
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
  const byCookie = session({
    store,
    name: SESSION_COOKIE,
    secret: await sessionSecret(db),
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', secure: 'auto' },
  })
  return {
    handler: (request, response, next) =>
      bearerOf(request) === null ? byCookie(request, response, next) : next(),
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
