/** What can go wrong, in the domain's words. `statusOf` is the one table from error class to HTTP status; nothing else knows both. */

/** An error with a stable code for programs and a sentence for people. */
export class GridbookError extends Error {
  readonly code: string
  readonly field: string | undefined
  constructor(code: string, message: string, options: { field?: string | undefined; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = code
    this.field = options.field
  }
}

export class InvalidInput extends GridbookError {}
export class Unauthenticated extends GridbookError {}
export class Forbidden extends GridbookError {}
export class NotFound extends GridbookError {}
export class Conflict extends GridbookError {}
export class TooLarge extends GridbookError {}
export class TooMany extends GridbookError {}
export class Unavailable extends GridbookError {}

/** The program cannot start or a command cannot run: `message` is the one sentence that says what to do. */
export class StartupError extends Error {
  override readonly name = 'StartupError'
}

const STATUS: [new (...args: never[]) => GridbookError, number][] = [
  [InvalidInput, 400],
  [Unauthenticated, 401],
  [Forbidden, 403],
  [NotFound, 404],
  [Conflict, 409],
  [TooLarge, 413],
  [TooMany, 429],
  [Unavailable, 503],
]

export const statusOf = (error: unknown): number => STATUS.find(([kind]) => error instanceof kind)?.[1] ?? 500
