/** Serves the built client: hashed assets for a year, the page itself never from a cache. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import express, { type Router } from 'express'

const BUILT = fileURLToPath(new URL('../../dist/web/', import.meta.url))

/** Addresses of pages, which the client's own router understands, all give the one page; files that do not exist stay 404. */
export const clientFiles = (): Router => {
  const router = express.Router()
  router.use(
    '/assets',
    express.static(`${BUILT}assets`, { immutable: true, maxAge: '365d', index: false, fallthrough: false }),
  )
  router.use(express.static(BUILT, { index: false, maxAge: 0 }))
  router.get('/{*page}', (request, response, next) => {
    if (request.path.startsWith('/api/') || !request.accepts('html') || !existsSync(`${BUILT}index.html`)) {
      next()
      return
    }
    response.set('Cache-Control', 'no-cache').sendFile('index.html', { root: BUILT })
  })
  return router
}
