/** Liveness and readiness, for whoever runs the server. */
import { z } from 'zod'
import { endpoint } from './endpoint.ts'

export const health = endpoint({
  method: 'GET',
  path: '/health',
  summary: 'The process lives, and how far it follows the registry',
  response: z.object({
    status: z.literal('ok'),
    version: z.string(),
    /** Null until the registry is loaded. `lagMs`: since when it is not known whether more was written. */
    atlas: z
      .object({ version: z.number().int(), components: z.number().int(), lagMs: z.number() })
      .nullable(),
  }),
})
export const ready = endpoint({
  method: 'GET',
  path: '/ready',
  summary: 'The database answers and the registry is loaded',
  response: z.object({
    status: z.literal('ready'),
    registryVersion: z.number().int(),
    atlasVersion: z.number().int(),
  }),
})
export const openApi = endpoint({
  method: 'GET',
  path: '/api/openapi.json',
  summary: 'This interface, as OpenAPI 3.1',
  response: z.unknown(),
})
