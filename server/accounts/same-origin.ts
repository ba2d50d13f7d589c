/** Refuses writes that another site's page makes a browser send: the cookie would go along, the user's will would not. */
import type { Request, RequestHandler } from 'express'
import { Forbidden } from '../errors.ts'
import { bearerOf } from './session.ts'

const READS = ['GET', 'HEAD', 'OPTIONS']

/**
 * Browsers say where a request comes from, by Sec-Fetch-Site over TLS and on localhost, by Origin elsewhere; a page can forge neither.
 * With neither it is no browser, and nobody's cookie is abused. Hosts are compared, not schemes: a proxy may end TLS.
 */
const isSameOrigin = (request: Request, publicUrl: string | undefined): boolean => {
  const site = request.get('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const origin = request.get('origin')
  if (origin === undefined) return true
  if (!URL.canParse(origin)) return false
  const { host } = new URL(origin)
  return host === request.get('host') || (publicUrl !== undefined && host === new URL(publicUrl).host)
}

export const sameOrigin =
  (publicUrl: string | undefined): RequestHandler =>
  (request, _response, next) => {
    if (READS.includes(request.method) || bearerOf(request) !== null || isSameOrigin(request, publicUrl)) {
      next()
      return
    }
    throw new Forbidden('cross_site', 'Another site asked for this; do it from Gridbook’s own pages.')
  }
