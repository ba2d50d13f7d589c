/** Vector tiles. Attributes are small integers; names and codes are fetched by a click. Web Mercator tiles of 4096 units. */
import { z } from 'zod'
import { componentFilter } from './components.contract.ts'
import { asOf, endpoint } from './endpoint.ts'

/**
 * Layers of a components tile: `components` (feature id = component; `c` class id, `o` owner, `m` maintainer, `p` competent
 * unit; `s` index in COMPONENT_STATES) with `shapes` (lines and areas among them, the same attributes) or, where a tile would hold too many,
 * `cells` (`n` count) instead. Counts over all tiles of a zoom sum up to the registry's. Layer of a grids tile: `grids` (feature id = grid;
 * `u` answering unit; `n`, where grids would be too small to see and those above are drawn instead, how many of them). An attribute that is
 * left out is 0. Headers say what a tile became: Tile-Kind, Tile-Features, Tile-Components.
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

/** `cluster`: cells or points as the count of the tile has it, always cells, or never. */
export const componentTileQuery = z.strictObject({
  ...componentFilter,
  cluster: z.enum(['auto', 'always', 'never']).default('auto'),
  at: asOf,
})
export const gridTileQuery = z.strictObject({
  level: z.coerce.number().int().positive(),
  at: asOf,
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
  cached: ['component', 'grid', 'scheme'],
  path: '/api/tiles/components/:z/:x/:y.mvt',
  summary: 'Components, or cells with exact counts',
  params: tileAddress,
  query: componentTileQuery,
  mediaType: 'application/vnd.mapbox-vector-tile',
})
export const gridTile = endpoint({
  method: 'GET',
  cached: ['grid', 'scheme'],
  path: '/api/tiles/grids/:z/:x/:y.mvt',
  summary: 'The grids of one level',
  params: tileAddress,
  query: gridTileQuery,
  mediaType: 'application/vnd.mapbox-vector-tile',
})

/**
 * A commit, as an open map is told of it. `tiles` are those that moved components touched, at one zoom; a tile of another zoom is touched when it holds
 * one of them or lies in one; null: any tile may be. Without `touched` it is the version at which listening begins.
 */
export type RegistryEvent = {
  readonly version: number
  readonly touched?: readonly string[]
  readonly tiles?: { readonly zoom: number; readonly tiles: readonly (readonly [number, number])[] } | null
}

/**
 * Server-sent events: `registry` (RegistryEvent) at the beginning and after a commit, `report` {id, number} for each new report, `census` (CensusEvent of
 * census.contract.ts) as work on a delivery moves.
 */
export const events = endpoint({
  method: 'GET',
  path: '/api/events',
  summary: 'Server-sent events: the registry moved on, a report came in, work on a delivery goes on',
  mediaType: 'text/event-stream',
})
