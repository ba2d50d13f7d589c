/** Liveness and readiness, for whoever runs the server. */
import { z } from 'zod'
import { endpoint } from './endpoint.ts'

export const health = endpoint({
  method: 'GET',
  path: '/health',
  summary: 'The process lives',
  response: z.object({ status: z.literal('ok'), version: z.string() }),
})
export const ready = endpoint({
  method: 'GET',
  path: '/ready',
  summary: 'The database answers',
  response: z.object({ status: z.literal('ready'), registryVersion: z.number().int() }),
})
export const openApi = endpoint({
  method: 'GET',
  path: '/api/openapi.json',
  summary: 'This interface, as OpenAPI 3.1',
  response: z.unknown(),
})
