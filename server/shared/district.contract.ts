/** The endpoint of the district. Positions are [lon, lat], EPSG:4490. */
import { z } from 'zod'
import { endpoint, lonLat, REGISTRY } from './endpoint.ts'
import { unitRef } from './units.contract.ts'

export const district = z.object({
  code: z.string(),
  name: z.string(),
  metricSrid: z.number().int().nullable(),
  centre: lonLat.nullable(),
  extent: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable(),
  centreUnit: unitRef,
  synthetic: z.boolean(),
  components: z.number().int(),
  version: z.number().int(),
})

export const getDistrict = endpoint({
  method: 'GET',
  cached: REGISTRY,
  path: '/api/district',
  summary: 'The district: name, extent, centre, registry version',
  response: district,
})
