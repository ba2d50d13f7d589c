/** Limits failed sign-ins from one address, whatever names are tried. Counted in each server process; accounts are slowed down in the database. */
import type { RequestHandler } from 'express'
import { rateLimit } from 'express-rate-limit'
import { TooMany } from '../errors.ts'

/** An office stands behind one address: generous to people who mistype, hopeless for lists of stolen passwords. */
const FAILURES = 60
const WINDOW_MS = 15 * 60_000

export const signInLimit = (): RequestHandler =>
  rateLimit({
    windowMs: WINDOW_MS,
    limit: FAILURES,
    skipSuccessfulRequests: true,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, _response, next) =>
      next(
        new TooMany(
          'too_many_sign_ins',
          'Too many sign-ins from this address failed; try again in a quarter of an hour.',
        ),
      ),
  })
