/** Turns whatever was thrown into the contract's error body. Only faults of the server itself are logged as errors. */
import type { ErrorRequestHandler } from 'express'
import type { Logger } from 'pino'
import { GridbookError, InvalidInput, statusOf, TooLarge } from '../errors.ts'
import type { ErrorBody } from '../shared/endpoint.ts'

/** What PostgreSQL refuses to take as a value though our parser had no objection: a character or an instant that it does not know. */
const UNUSABLE_VALUES = new Set(['22021', '22P05', '22007', '22008'])

/** What the address takes, as the parser says it, in whole megabytes. */
const limitOf = (error: unknown): number =>
  Math.round(Number((error as { limit?: number } | null)?.limit ?? 2 ** 20) / 2 ** 20)

/** What Express's body parser throws, in our words; anything else stays as it is. */
const translate = (error: unknown): unknown => {
  const type = error instanceof Error && 'type' in error ? error.type : undefined
  if (type === 'entity.parse.failed')
    return new InvalidInput('malformed_json', 'The body is not JSON.', { cause: error })
  if (type === 'entity.too.large')
    return new TooLarge('body_too_large', `The body is larger than ${limitOf(error)} MB.`, { cause: error })
  if (error instanceof Error && 'code' in error && UNUSABLE_VALUES.has(String(error.code)))
    return new InvalidInput('unusable_value', 'A text or an instant is none that can be stored.', {
      cause: error,
    })
  if (error instanceof URIError)
    return new InvalidInput('malformed_address', 'The address is not properly encoded.', { cause: error })
  return error
}

/** What is not ready yet is so in a moment. */
const RETRY_AFTER_S = '1'

export const errorHandler =
  (log: Logger): ErrorRequestHandler =>
  (thrown, _request, response, next) => {
    const error = translate(thrown)
    const status = statusOf(error)
    const requestId: string = response.locals.requestId ?? ''
    if (status >= 500) log.error({ err: error, requestId }, 'request failed')
    if (response.headersSent) {
      next(error)
      return
    }
    const known = error instanceof GridbookError
    const body: ErrorBody = {
      error: {
        code: known ? error.code : 'internal',
        message: known
          ? error.message
          : 'Something went wrong on the server; the request id finds it in the log.',
        ...(known && error.field ? { field: error.field } : {}),
        requestId,
      },
    }
    if (status === 503) response.set('Retry-After', RETRY_AFTER_S)
    response.status(status).json(body)
  }
