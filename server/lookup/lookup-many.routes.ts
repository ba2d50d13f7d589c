/** The grids of up to 100,000 positions, from memory, all of one version: as JSON, or as bytes in and bytes out. */
import type { RequestHandler, Response } from 'express'
import express from 'express'
import type { GridScheme, Grids } from '../atlas/grids.ts'
import { InvalidInput } from '../errors.ts'
import type { Handler } from '../http/route.ts'
import { type lookupMany, POSITION_BYTES } from '../shared/lookup.contract.ts'
import { countPositions, type LocatedMany, locateMany } from './locate-many.ts'

const BYTES = 'application/octet-stream'
/** A position of 17 digits each takes 40 bytes in JSON. Twice what the most positions need, so that too many are told to be that. */
const JSON_LIMIT = '8mb'
const BYTES_LIMIT = '4mb'

const readJson = express.json({ limit: JSON_LIMIT })
const readBytes = express.raw({ limit: BYTES_LIMIT, type: BYTES })

/** Bytes come to the same question as JSON does: the CRS and the scheme from the query, the pairs as they are. */
const questionOf = (query: unknown, body: unknown): object => {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0)
  if (bytes.length % POSITION_BYTES !== 0)
    throw new InvalidInput('invalid_input', `body: ${bytes.length} bytes are no pairs of float64`, {
      field: 'body',
    })
  const { crs, scheme } = query as { crs?: unknown; scheme?: unknown }
  return { crs, ...(scheme === undefined ? {} : { scheme }), points: Uint8Array.from(bytes).buffer }
}

/** Reads the large bodies of this address, of those who are signed in. */
export const lookupManyBodies = (): RequestHandler => (request, response, next) => {
  if (!response.locals.actor) return next()
  if (!request.is(BYTES)) return readJson(request, response, next)
  readBytes(request, response, (error?: unknown) => {
    if (error) return next(error)
    try {
      request.body = questionOf(request.query, request.body)
      next()
    } catch (refused) {
      next(refused)
    }
  })
}

/** Place in `schemes`; the first by rank unless one is named. */
const requireScheme = (schemes: readonly GridScheme[], code: string | undefined): number => {
  const scheme = code === undefined ? 0 : schemes.findIndex(({ ref }) => ref.code === code)
  if (schemes[scheme] === undefined)
    throw new InvalidInput(
      'no_such_scheme',
      code === undefined ? 'There is no scheme yet.' : `scheme: there is no scheme ${code}`,
      {
        field: 'scheme',
      },
    )
  return scheme
}

const sendBytes = (response: Response, grids: Grids, found: LocatedMany, version: number): void => {
  const bytes = Buffer.alloc(4 * found.grids.length)
  for (const [n, grid] of found.grids.entries())
    bytes.writeUInt32LE(grid === 0 ? 0 : (grids.ids[grid] as number), 4 * n)
  response.set('Registry-Version', String(version)).type(BYTES).send(bytes)
}

export const answerLookupMany: Handler<typeof lookupMany> = async (
  { atlas },
  { request, response, query, body },
) => {
  const asBytes = body.points instanceof ArrayBuffer
  const [twice] = asBytes ? [] : Object.keys(query)
  if (twice !== undefined)
    throw new InvalidInput('invalid_input', `${twice}: stands in the body where that is JSON`, {
      field: twice,
    })
  const { grids, catalogue, version } = atlas.now
  const scheme = requireScheme(grids.schemes, body.scheme)
  const isGone = (): boolean => response.destroyed || request.socket.destroyed
  const found = await locateMany(grids, catalogue.district, scheme, body.crs, body.points, isGone)
  Object.assign(response.locals.facts, { positions: countPositions(body.points), located: found !== null })
  if (found === null) return undefined
  if (asBytes) {
    sendBytes(response, grids, found, version)
    return undefined
  }
  const numbers = Array.from(found.grids)
  return {
    scheme: grids.schemes[scheme]?.ref.code ?? '',
    codes: numbers.map((grid) => (grid === 0 ? null : (grids.codes[grid] ?? null))),
    ids: numbers.map((grid) => (grid === 0 ? null : (grids.ids[grid] ?? null))),
    nearest: found.nearest,
    version,
  }
}
