/** Gives each request its number and one line in the log, with the facts its handler gathered in `response.locals.facts`. */
import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'
import type { Logger } from 'pino'

const milliseconds = (since: bigint): number =>
  Math.round(Number(process.hrtime.bigint() - since) / 1e4) / 100

export const requestLog =
  (log: Logger): RequestHandler =>
  (request, response, next) => {
    const began = process.hrtime.bigint()
    const requestId = randomUUID()
    response.locals.requestId = requestId
    response.locals.facts = {}
    response.set('X-Request-Id', requestId)
    response.on('close', () => {
      const finished = response.writableFinished
      log.info(
        {
          requestId,
          method: request.method,
          path: request.path,
          status: finished ? response.statusCode : 'aborted',
          ms: milliseconds(began),
          actor: response.locals.actor?.name,
          ...response.locals.facts,
        },
        'request',
      )
    })
    next()
  }
