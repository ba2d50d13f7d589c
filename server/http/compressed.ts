/** Compresses what grows small by it. Event streams go out as they are, because compression would hold their lines back. */
import compression from 'compression'
import type { RequestHandler } from 'express'

const isStream = (contentType: unknown): boolean => String(contentType).startsWith('text/event-stream')
/** The compression library's list of media types does not know vector tiles. */
const isTile = (contentType: unknown): boolean => contentType === 'application/vnd.mapbox-vector-tile'

export const compressed = (): RequestHandler =>
  compression({
    filter: (request, response) => {
      const contentType = response.get('Content-Type')
      return isTile(contentType) || (!isStream(contentType) && compression.filter(request, response))
    },
  })
