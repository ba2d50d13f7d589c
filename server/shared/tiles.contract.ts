/** Vector tiles. Attributes are small integers; names and codes are fetched by a click. Web Mercator tiles of 4096 units. */
import { z } from 'zod'
import { componentFilter } from './components.contract.ts'
import { asOf, endpoint } from './endpoint.ts'

/**
 * Layers of a components tile: `components` (feature id = component; `c` class id, `o` owner, `m` maintainer, `p` competent
 * unit; `s` index in COMPONENT_STATES) or, where a tile would hold too many, `cells` (`n` count) instead. Counts over all tiles of a
 * zoom sum up to the registry's. Layer of a grids tile: `grids` (feature id = grid; `u` answering unit). An attribute that is left out is 0.
 */
export const tileLayer = z.enum(['components', 'grids'])
const tileAddress = z
  .object({
    z: z.coerce.number().int().min(0).max(22),
    x: z.coerce.number().int().min(0),
    y: z.coerce.number().int().min(0),
  })
  .refine(({ z, x }) => x < 2 ** z, { path: ['x'], message: 'less than 2 to the power of z' })
  .refine(({ z, y }) => y < 2 ** z, { path: ['y'], message: 'less than 2 to the power of z' })

export const componentTileQuery = z.object({ ...componentFilter, at: asOf, v: z.string().max(20).optional() })
export const gridTileQuery = z.object({
  level: z.coerce.number().int().positive(),
  at: asOf,
  v: z.string().max(20).optional(),
})

export const tileJson = endpoint({
  method: 'GET',
  path: '/api/tiles/:layer.json',
  summary: 'TileJSON 3.0 of a layer, its addresses absolute; the query is carried into them',
  params: z.object({ layer: tileLayer }),
  response: z.object({
    tilejson: z.literal('3.0.0'),
    tiles: z.array(z.string()),
    minzoom: z.number(),
    maxzoom: z.number(),
    bounds: z.array(z.number()).optional(),
    vector_layers: z.array(z.object({ id: z.string(), fields: z.record(z.string(), z.string()) })),
  }),
})
export const componentTile = endpoint({
  method: 'GET',
  cached: true,
  path: '/api/tiles/components/:z/:x/:y.mvt',
  summary: 'Components, or cells with exact counts',
  params: tileAddress,
  query: componentTileQuery,
  mediaType: 'application/vnd.mapbox-vector-tile',
})
export const gridTile = endpoint({
  method: 'GET',
  cached: true,
  path: '/api/tiles/grids/:z/:x/:y.mvt',
  summary: 'The grids of one level',
  params: tileAddress,
  query: gridTileQuery,
  mediaType: 'application/vnd.mapbox-vector-tile',
})

/** Server-sent events: `registry` {version} after a commit, `report` {id, number} for each new report. */
export const events = endpoint({
  method: 'GET',
  path: '/api/events',
  summary: 'Server-sent events: the registry moved on, a report came in',
  mediaType: 'text/event-stream',
})
