/** Says who asks: sets `response.locals.actor` from an API key or a session. A key that is wrong is refused; it never falls back to a cookie. */
import { hash } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import type { Actor } from '../db/end-write.ts'
import { Unauthenticated } from '../errors.ts'
import { bearerOf, type Sessions } from './session.ts'
import type { Caller, SignedIn } from './signed-in.ts'

/** What is stored of a key. A secret of 256 random bits needs no slow hash. */
export const keyHash = (secret: string): string => hash('sha256', secret)

/** Whoever has not signed in, as the audit names them: by address and request only. */
export const anonymous = (request: Request, response: Response): Actor => ({
  accountId: null,
  name: 'anonymous',
  via: 'web',
  address: request.ip ?? null,
  requestId: response.locals.requestId ?? null,
  grants: [],
})

const byKey = async (signedIn: SignedIn, secret: string): Promise<Caller> => {
  const caller = await signedIn.byKey(keyHash(secret))
  if (caller) return caller
  throw new Unauthenticated(
    'key_refused',
    'The API key is not known, expired, revoked, or its account is closed.',
  )
}

/** The id of the session in which the request came; null with a key and without a sign-in. */
export const sessionIdOf = (response: Response): string | null => response.locals.sessionId ?? null

/** Asks the database nothing about who asked a moment ago. What it lets through must not be kept by a cache unless the route says so. */
export const authenticate =
  (signedIn: SignedIn, { sidOf }: Pick<Sessions, 'sidOf'>): RequestHandler =>
  async (request, response, next) => {
    response.set('Cache-Control', 'no-store')
    const bearer = bearerOf(request)
    const sid = bearer === null ? sidOf(request) : null
    const bySession = sid === null ? undefined : await signedIn.bySession(sid)
    const caller = bearer === null ? bySession : await byKey(signedIn, bearer)
    response.locals.sessionId = bySession && sid
    response.locals.actor = caller ? { ...anonymous(request, response), ...caller } : null
    next()
  }
