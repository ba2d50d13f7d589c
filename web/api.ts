/**
 * Every HTTP route as one typed function, derived from the declarations in server/shared. Runs in the browser (the session cookie goes by
 * itself) and in Node (tests give the base address, an API key or a cookie jar).
 */
import type { z } from 'zod'
import * as acceptance from '../server/shared/acceptance.contract.ts'
import * as accounts from '../server/shared/accounts.contract.ts'
import * as boundaries from '../server/shared/boundaries.contract.ts'
import * as census from '../server/shared/census.contract.ts'
import * as censusRows from '../server/shared/census-rows.contract.ts'
import * as certificates from '../server/shared/certificates.contract.ts'
import * as classes from '../server/shared/classes.contract.ts'
import * as components from '../server/shared/components.contract.ts'
import * as coverages from '../server/shared/coverages.contract.ts'
import * as district from '../server/shared/district.contract.ts'
import { type Endpoint, errorBody } from '../server/shared/endpoint.ts'
import * as exports from '../server/shared/exports.contract.ts'
import * as grids from '../server/shared/grids.contract.ts'
import * as health from '../server/shared/health.contract.ts'
import * as lookups from '../server/shared/lookup.contract.ts'
import * as meetings from '../server/shared/meetings.contract.ts'
import * as parcels from '../server/shared/parcels.contract.ts'
import * as search from '../server/shared/search.contract.ts'
import * as tiles from '../server/shared/tiles.contract.ts'
import * as units from '../server/shared/units.contract.ts'

/** What a caller gives for a schema: optional where the parser takes it as optional, else of the type the server sees after parsing. */
type Given<S> = S extends z.ZodObject
  ? { [K in keyof z.input<S> as Optional<z.input<S>, K> extends true ? never : K]: Parsed<S, K> } & {
      [K in keyof z.input<S>]?: Parsed<S, K> | undefined
    }
  : never
type Optional<T, K extends keyof T> = Record<never, never> extends Pick<T, K> ? true : false
type Parsed<S extends z.ZodType, K> = K extends keyof z.output<S> ? z.output<S>[K] : never
type Args<E extends Endpoint> = (E extends { params: infer P } ? { params: Given<P> } : unknown) &
  (E extends { query: infer Q }
    ? Record<never, never> extends Given<Q>
      ? { query?: Given<Q> }
      : { query: Given<Q> }
    : unknown) &
  (E extends { body: infer B extends z.ZodType } ? { body: z.input<B> } : unknown) &
  (E extends { takesFile: true } ? { file: Blob } : unknown) & { signal?: AbortSignal }
/** JSON answers as declared; other media (tiles, event streams) as the bare Response; nothing where nothing is declared. */
export type Answer<E extends Endpoint> = E extends { response: infer R extends z.ZodType }
  ? z.output<R>
  : E extends { mediaType: string }
    ? Response
    : undefined
type Call<E extends Endpoint> =
  Record<never, never> extends Args<E>
    ? (args?: Args<E>) => Promise<Answer<E>>
    : (args: Args<E>) => Promise<Answer<E>>

export type ApiOptions = {
  /** Scheme, host and port; empty in the browser, where addresses are relative. */
  base?: string
  fetch?: typeof fetch
  bearer?: string
  /** Where a Node caller keeps the session cookie. */
  cookies?: { read(): string; store(setCookie: string[]): void }
}

/** An answer that is an error; `code` is stable and told in the user's language, `message` is the server's English. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly field: string | undefined
  readonly requestId: string | undefined
  constructor(
    status: number,
    error: { code: string; message: string; field?: string | undefined; requestId?: string },
  ) {
    super(error.message)
    this.name = 'ApiError'
    this.status = status
    this.code = error.code
    this.field = error.field
    this.requestId = error.requestId
  }
}

/** Values of one parameter as the contract reads them: lists by comma, absent ones left out. */
export const queryString = (query: Record<string, unknown>): string => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null)
  const pairs = new URLSearchParams(given.map(([key, value]) => [key, String(value)]))
  return given.length === 0 ? '' : `?${pairs.toString().replaceAll('%2C', ',')}`
}

/** The path of an endpoint with its parameters filled in. */
export const pathOf = (path: string, params: Record<string, unknown>): string =>
  path.replace(/:([a-zA-Z]+)/g, (_, name: string) => encodeURIComponent(String(params[name])))

type Loose = { params?: object; query?: object; body?: unknown; file?: Blob; signal?: AbortSignal }

const failure = async (answer: Response): Promise<ApiError> => {
  const parsed = errorBody.safeParse(await answer.json().catch(() => null))
  const fallback = { code: `http_${answer.status}`, message: `HTTP ${answer.status}` }
  return new ApiError(answer.status, parsed.success ? parsed.data.error : fallback)
}

const request = async (endpoint: Endpoint, args: Loose, options: ApiOptions): Promise<unknown> => {
  const address = `${options.base ?? ''}${pathOf(endpoint.path, { ...args.params })}${queryString({ ...args.query })}`
  const headers = new Headers()
  if (args.body !== undefined) headers.set('content-type', 'application/json')
  if (args.file !== undefined) headers.set('content-type', 'application/octet-stream')
  if (options.bearer) headers.set('authorization', `Bearer ${options.bearer}`)
  const cookie = options.cookies?.read()
  if (cookie) headers.set('cookie', cookie)
  const answer = await (options.fetch ?? fetch)(address, {
    method: endpoint.method,
    headers,
    ...(args.body === undefined ? {} : { body: JSON.stringify(args.body) }),
    ...(args.file === undefined ? {} : { body: args.file }),
    ...(args.signal ? { signal: args.signal } : {}),
  })
  options.cookies?.store(answer.headers.getSetCookie())
  if (!answer.ok) throw await failure(answer)
  if (endpoint.mediaType) return answer
  return endpoint.response && answer.status !== 204 ? answer.json() : undefined
}

const DECLARED = {
  ...acceptance,
  ...accounts,
  ...boundaries,
  ...census,
  ...censusRows,
  ...certificates,
  ...classes,
  ...components,
  ...coverages,
  ...district,
  ...exports,
  ...grids,
  ...health,
  ...lookups,
  ...meetings,
  ...parcels,
  ...search,
  ...tiles,
  ...units,
}
type Declared = typeof DECLARED
type RouteName = { [K in keyof Declared]: Declared[K] extends Endpoint ? K : never }[keyof Declared]
export type Api = { [K in RouteName]: Declared[K] extends Endpoint ? Call<Declared[K]> : never }

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'summary' in value

/** One function a route, named as its declaration is: `api.getComponent({ params: { id: 7 } })`. */
export const createApi = (options: ApiOptions = {}): Api => {
  const calls = Object.entries(DECLARED)
    .filter((entry): entry is [string, Endpoint & (typeof entry)[1]] => isEndpoint(entry[1]))
    .map(([name, endpoint]) => [name, (args: Loose = {}) => request(endpoint, args, options)])
  return Object.fromEntries(calls) as Api
}

export const api = createApi()
