/** Says who asks: sets `response.locals.actor` from an API key or a session. A key that is wrong is refused; it never falls back to a cookie. */
import { createHash } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import type { Actor } from '../db/end-write.ts'
import { Unauthenticated } from '../errors.ts'
import type { Services } from '../http/route.ts'
import { findByKey, findBySession, noteKeyUse, renewSession } from './authenticate.queries.ts'
import { bearerOf } from './session.ts'

/** What is stored of a key. A secret of 256 random bits needs no slow hash. */
export const keyHash = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Whoever has not signed in, as the audit names them: by address and request only. */
export const anonymous = (request: Request, response: Response): Actor => ({
  accountId: null,
  name: 'anonymous',
  via: 'web',
  address: request.ip ?? null,
  requestId: response.locals.requestId ?? null,
  grants: [],
})

type Signed = Pick<Actor, 'accountId' | 'name' | 'grants' | 'via'>

const byKey = async ({ db }: Services, secret: string): Promise<Signed> => {
  const found = await findByKey(db, keyHash(secret))
  if (found === undefined) {
    throw new Unauthenticated(
      'key_refused',
      'The API key is not known, expired, revoked, or its account is closed.',
    )
  }
  if (found.due) await noteKeyUse(db, found.keyId)
  return { accountId: found.accountId, name: found.name, grants: found.grants, via: 'key' }
}

const bySession = async ({ db, config }: Services, request: Request): Promise<Signed | null> => {
  if (request.session?.accountId === undefined) return null
  const found = await findBySession(db, request.sessionID, config.sessionHours)
  if (found === undefined) return null
  if (found.due) await renewSession(db, request.sessionID, config.sessionHours)
  return { accountId: found.accountId, name: found.name, grants: found.grants, via: 'web' }
}

/** Stands behind the session handler. What it lets through must not be kept by a cache unless the route says so. */
export const authenticate =
  (services: Services): RequestHandler =>
  async (request, response, next) => {
    response.set('Cache-Control', 'no-store')
    const bearer = bearerOf(request)
    const signed = bearer === null ? await bySession(services, request) : await byKey(services, bearer)
    response.locals.actor = signed === null ? null : { ...anonymous(request, response), ...signed }
    next()
  }
