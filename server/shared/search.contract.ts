/** The endpoint of the search box. Positions are [lon, lat], EPSG:4490. */
import { z } from 'zod'
import { classRef } from './classes.contract.ts'
import { endpoint, id, lonLat, REGISTRY } from './endpoint.ts'
import { levelRef } from './grids.contract.ts'

export const searchHit = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('component'),
    id,
    code: z.string(),
    class: classRef,
    name: z.string(),
    point: lonLat,
  }),
  z.object({
    kind: z.literal('grid'),
    id,
    code: z.string(),
    name: z.string(),
    level: levelRef,
    schemeId: id,
    point: lonLat,
  }),
  z.object({ kind: z.literal('unit'), id, code: z.string(), name: z.string() }),
  /** `read` says how the words were read: the CRS taken and the notation. */
  z.object({ kind: z.literal('position'), point: lonLat, crs: z.string(), read: z.string() }),
])
export type SearchHit = z.infer<typeof searchHit>

export const search = endpoint({
  method: 'GET',
  cached: REGISTRY,
  path: '/api/search',
  summary: 'One box: component code (or its end), grid code or name, unit, coordinates in any notation',
  query: z.object({ q: z.string().trim().min(1).max(200) }),
  response: z.object({ hits: z.array(searchHit), more: z.boolean() }),
})
