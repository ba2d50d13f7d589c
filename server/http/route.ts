/** Binds one declared endpoint to who may call it and to its handler. Trust is established here: a handler gets parsed values and a known actor. */
import type { Request, RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import type { z } from 'zod'
import type { SignedIn } from '../accounts/signed-in.ts'
import type { Atlas } from '../atlas/atlas.ts'
import { lastTouched } from '../atlas/entity-versions.ts'
import type { CensusJobs } from '../census/jobs/census-jobs.ts'
import type { Config } from '../config.ts'
import type { Connection, Database } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import { Forbidden, InvalidInput, Unauthenticated } from '../errors.ts'
import type { ReportWatch } from '../reports/watch-reports.ts'
import type { Endpoint, RegistryEntity } from '../shared/endpoint.ts'
import type { AccountRole } from '../shared/words.ts'
import type { TileCache } from '../tiles/tile-cache.ts'
import { PROGRAM_VERSION } from '../version.ts'

/** What every handler can use. */
export type Services = {
  readonly db: Connection
  readonly database: Database
  readonly config: Config
  readonly log: Logger
  readonly atlas: Atlas
  readonly tileCache: TileCache
  readonly reportWatch: ReportWatch
  readonly censusJobs: CensusJobs
  readonly signedIn: SignedIn
}

/** Everyone, everyone signed in, or the accounts that have one of these roles (an area limits what a handler lets them touch). */
export type Access = 'everyone' | 'signed in' | readonly AccountRole[]

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined
type Answer<E extends Endpoint> = E['response'] extends z.ZodType ? z.input<E['response']> : unknown

export type Call<E extends Endpoint = Endpoint> = {
  readonly params: Parsed<E['params']>
  readonly query: Parsed<E['query']>
  readonly body: Parsed<E['body']>
  /** SYSTEM-like rights never come from here: an everyone-route without a sign-in gets null. */
  readonly actor: Actor | null
  readonly request: Request
  readonly response: Response
}
/** The same where the route asks for a sign-in: the actor is there. */
export type SignedInCall<E extends Endpoint = Endpoint> = Call<E> & { readonly actor: Actor }

/** What answers itself (tiles, events, redirects) gives nothing back. */
export type Handler<E extends Endpoint> = (
  services: Services,
  call: SignedInCall<E>,
) => Promise<Answer<E> | undefined>
/** The same for a route that everyone may call. */
export type OpenHandler<E extends Endpoint> = (
  services: Services,
  call: Call<E>,
) => Promise<Answer<E> | undefined>

export type Route = {
  readonly endpoint: Endpoint
  readonly access: Access
  readonly handler: OpenHandler<Endpoint>
}

/** One line of the URL table. The address is written out for its reader; that it is the declaration's is checked by the compiler. */
export const route = <const E extends Endpoint, const A extends Access>(
  _address: `${E['method']} ${E['path']}`,
  access: A,
  endpoint: E,
  handler: A extends 'everyone' ? OpenHandler<E> : Handler<E>,
): Route => ({ endpoint, access, handler: handler as unknown as OpenHandler<Endpoint> })

/** NUL cannot stand in a text of PostgreSQL, which would refuse it as late as when the statement is bound. */
const holdsNul = (value: unknown): boolean =>
  typeof value === 'string'
    ? value.includes('\0')
    : typeof value === 'object' && value !== null && Object.values(value).some(holdsNul)

/** Gives the parsed value; throws InvalidInput that names the first field in want. */
export const parse = (schema: z.ZodType | undefined, value: unknown, where: string): unknown => {
  if (schema === undefined) return undefined
  const [spoilt] = Object.entries(Object(value)).find(([, part]) => holdsNul(part)) ?? []
  if (spoilt !== undefined)
    throw new InvalidInput('unusable_text', `${spoilt}: holds the character NUL`, { field: spoilt })
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  const field = [...(issue?.path ?? []), ...unknown].join('.')
  throw new InvalidInput(
    'invalid_input',
    `${field === '' ? where : field}: ${issue?.message ?? 'cannot be read'}`,
    { field },
  )
}

const authorize = (access: Access, actor: Actor | null): void => {
  if (access === 'everyone') return
  if (actor === null) throw new Unauthenticated('sign_in_required', 'Sign in to use this.')
  if (access !== 'signed in' && !actor.grants.some((grant) => access.includes(grant.role))) {
    throw new Forbidden('role_required', `This needs one of the roles ${access.join(', ')}.`)
  }
}

/** A short name for an address, so that two addresses never share a tag: MapLibre keeps a tile whose tag is the one it has, whatever was asked. */
const hashOf = (text: string): string => {
  let hash = 0
  for (let n = 0; n < text.length; n++) hash = Math.imul(hash ^ text.charCodeAt(n), 0x01000193) >>> 0
  return hash.toString(36)
}

/** True when the client already has the answer; then 304 has been sent. The same on every server of the registry, and after a restart. */
const answeredNotModified = (
  { atlas, database }: Services,
  cached: readonly RegistryEntity[],
  { request, response, query }: Call,
): boolean => {
  const touched = lastTouched(atlas.now.touched, cached)
  const tag = `W/"${database.schema}.${PROGRAM_VERSION}.${touched}.${hashOf(request.path + JSON.stringify(query ?? null))}"`
  response.set('ETag', tag)
  response.set('Cache-Control', 'private, no-cache')
  if (request.get('If-None-Match') !== tag) return false
  response.status(304).end()
  return true
}

/** Asked for by `min_version`: whoever has written something reads it, whichever server answers. */
const awaitVersion = async ({ atlas }: Services, asked: unknown): Promise<void> => {
  if (asked === undefined) return
  const version = Number(asked)
  if (!Number.isSafeInteger(version) || version < 0)
    throw new InvalidInput('invalid_input', 'min_version: a registry version', { field: 'min_version' })
  await atlas.atLeast(version)
}

/** The Express handler of a route. Errors go to the one error handler by rejection. */
export const serve =
  (services: Services, route: Route): RequestHandler =>
  async (request, response) => {
    const actor: Actor | null = response.locals.actor ?? null
    authorize(route.access, actor)
    const { endpoint } = route
    const { min_version, ...asked } = request.query
    const call: Call = {
      params: parse(endpoint.params, request.params, 'path') as undefined,
      query: parse(endpoint.query, endpoint.cached ? asked : request.query, 'query') as undefined,
      body: parse(endpoint.body, request.body, 'body') as undefined,
      actor,
      request,
      response,
    }
    if (endpoint.cached) {
      await awaitVersion(services, min_version)
      if (answeredNotModified(services, endpoint.cached, call)) return
    }
    const answer = await route.handler(services, call)
    if (response.headersSent) return
    if (endpoint.response === undefined) response.status(endpoint.status ?? 204).end()
    else response.status(endpoint.status ?? 200).json(answer)
  }
