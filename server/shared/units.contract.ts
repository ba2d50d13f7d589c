/** Endpoints of units: who they are and what they answer for. */
import { z } from 'zod'
import { endpoint, id, idParam, page, paging, REGISTRY } from './endpoint.ts'

export const unitRef = z.object({ id, code: z.string(), name: z.string() })
export type UnitRef = z.infer<typeof unitRef>

export const unitItem = unitRef.extend({
  kind: z.string(),
  roles: z.object({ competent: z.number().int(), owner: z.number().int(), maintainer: z.number().int() }),
  grids: z.number().int(),
})

export const listUnits = endpoint({
  method: 'GET',
  cached: REGISTRY,
  path: '/api/units',
  summary: 'Units with what they answer for, in order of code',
  query: z.object({ q: z.string().max(100).optional(), ...paging }),
  response: page(unitItem),
})

export const getUnit = endpoint({
  method: 'GET',
  cached: REGISTRY,
  path: '/api/units/:id',
  summary: 'One unit',
  params: idParam,
  response: unitItem,
})
