/** Endpoints of the class catalogue: editions of the standard and their classes. */
import { z } from 'zod'
import { endpoint, id, REGISTRY } from './endpoint.ts'
import { geometryKind } from './words.ts'

export const classRef = z.object({
  id,
  code: z.string().nullable(),
  edition: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
})

export const edition = z.object({
  id,
  code: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  classCodeLength: z.number().int().nullable(),
  componentCodeLength: z.number().int().nullable(),
})

export const componentClass = classRef.extend({
  kind: z.enum(['component', 'event']),
  majorCode: z.string().nullable(),
  majorZh: z.string(),
  majorEn: z.string(),
  geometry: geometryKind.nullable(),
  confidence: z.enum(['source', 'memory', 'city']),
  /** Current components of the class. */
  components: z.number().int(),
})

export const listEditions = endpoint({
  method: 'GET',
  cached: REGISTRY,
  path: '/api/editions',
  summary: 'Editions of the class catalogue',
  response: z.object({ items: z.array(edition) }),
})

export const listClasses = endpoint({
  method: 'GET',
  cached: REGISTRY,
  path: '/api/classes',
  summary: 'Component and event classes, in order of edition and code',
  query: z.object({
    edition: z.string().max(100).optional(),
    kind: z.enum(['component', 'event']).optional(),
    used: z.enum(['true', 'false']).optional(),
  }),
  response: z.object({ items: z.array(componentClass), version: z.number().int() }),
})
