/** Vector tiles and their TileJSON: of the present from memory, as of an instant from the database. A tile without anything in it is 204. */
import type { Request, Response } from 'express'
import { matchOf } from '../atlas/component-match.ts'
import type { AtlasState } from '../atlas/load.ts'
import { remember } from '../db/remember.ts'
import { findShownExtent } from '../district/district.queries.ts'
import { InvalidInput } from '../errors.ts'
import { type Handler, parse, type Services } from '../http/route.ts'
import {
  componentTile,
  componentTileQuery,
  type gridTile,
  gridTileQuery,
  type tileJson,
} from '../shared/tiles.contract.ts'
import { componentsAt } from './component-tile-at.ts'
import { encodeComponentTile } from './encode-components.ts'
import type { GridTile } from './grid-layer.ts'
import { gridTileOf, meshInTurns } from './grid-tile.ts'
import { readGridTileAt } from './grid-tile-at.ts'
import type { TileAddress } from './tile-address.ts'
import { ENCODINGS, type Encoding, type Tile } from './tile-cache.ts'
import { tileJsonOf } from './tilejson.ts'

/** A tile by name comes out of the cache in the encoding that the caller takes; one without a name is made for this answer alone. */
const sendTile = async (
  { tileCache }: Services,
  { request, response }: { request: Request; response: Response },
  name: string,
  tile: Tile,
): Promise<undefined> => {
  const { z, x, y } = tile.address
  Object.assign(response.locals.facts, { tile: `${z}/${x}/${y}`, bytes: tile.bytes.length, ...tile.facts })
  for (const [fact, value] of Object.entries(tile.facts)) response.set(`Tile-${fact}`, String(value))
  response.vary('Accept-Encoding')
  if (tile.bytes.length === 0) {
    response.status(204).end()
    return undefined
  }
  const wanted = request.acceptsEncodings([...ENCODINGS])
  const { bytes, encoding } = await tileCache.encoded(name, tile, wanted ? (wanted as Encoding) : 'identity')
  if (encoding !== 'identity') response.set('Content-Encoding', encoding)
  response.type(componentTile.mediaType).send(bytes)
  return undefined
}

/** The address in one spelling. */
const nameOf = (layer: string, { z, x, y }: TileAddress, query: object): string =>
  `${layer}/${z}/${x}/${y}?${JSON.stringify(query)}`

export const answerComponentTile: Handler<typeof componentTile> = async (services, call) => {
  const { params, query } = call
  const { cluster, ...filter } = query
  const { at } = filter
  if (at !== undefined) {
    const { components, match } = await componentsAt(services.db, params, { ...filter, at })
    return sendTile(services, call, '', encodeComponentTile(components, params, match, cluster))
  }
  const name = nameOf('components', params, { cluster, ...filter })
  const tile = services.tileCache.tile(name, () => {
    const { components, grids } = services.atlas.now
    const match = matchOf(components, grids, filter)
    return {
      ...encodeComponentTile(components, params, match, cluster),
      of: filter.grid ? ['component', 'grid', 'scheme'] : ['component'],
    }
  })
  return sendTile(services, call, name, tile)
}

const requireLevel = ({ grids }: AtlasState, level: number): void => {
  if (!grids.levels.has(level))
    throw new InvalidInput('no_such_level', `level: there is no level ${level}`, { field: 'level' })
}

const tileOfGrids = (address: TileAddress, { features, bytes }: GridTile): Tile => ({
  address,
  of: ['grid', 'scheme'],
  bytes,
  facts: { kind: 'grids', features },
})

export const answerGridTile: Handler<typeof gridTile> = async (services, call) => {
  const { params, query } = call
  const { level, at } = query
  requireLevel(services.atlas.now, level)
  if (at !== undefined)
    return sendTile(
      services,
      call,
      '',
      tileOfGrids(params, await readGridTileAt(services.db, at, level, params)),
    )
  await meshInTurns(services.atlas.now.grids, level, params.z)
  const name = nameOf('grids', params, { level })
  const tile = services.tileCache.tile(name, () =>
    tileOfGrids(params, gridTileOf(services.atlas.now.grids, level, params)),
  )
  return sendTile(services, call, name, tile)
}

const shownExtent = remember({ most: 1, until: ['grid', 'scheme', 'component'] }, findShownExtent)

/** Not answered from the version alone: what it says depends on how the caller reaches this server too. */
export const answerTileJson: Handler<typeof tileJson> = async (
  { db, atlas, config },
  { params: { layer }, request },
) => {
  parse(layer === 'components' ? componentTileQuery : gridTileQuery, request.query, 'query')
  const extent = await shownExtent(db, atlas.now.version, null)
  const base = config.publicUrl?.replace(/\/+$/, '') ?? `${request.protocol}://${request.host}`
  return tileJsonOf(layer, { base, search: new URL(request.originalUrl, base).search, extent })
}
