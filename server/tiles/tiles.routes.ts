/** Vector tiles and their TileJSON. A tile without anything in it is 204. */
import type { Response } from 'express'
import { readVersion } from '../db/end-write.ts'
import { remember } from '../db/remember.ts'
import { findShownExtent } from '../district/district.queries.ts'
import { type Handler, parse } from '../http/route.ts'
import {
  componentTile,
  componentTileQuery,
  type gridTile,
  gridTileQuery,
  type tileJson,
} from '../shared/tiles.contract.ts'
import { readComponentTile } from './component-tile.ts'
import { encodeComponentTile, encodeGridTile } from './encode-tile.ts'
import { readGridTile, readGridTileAt } from './grid-tile.ts'
import type { TileAddress } from './mercator.ts'
import { tileJsonOf } from './tilejson.ts'

const sendTile = (
  response: Response,
  layer: string,
  { z, x, y }: TileAddress,
  features: number,
  encode: () => Uint8Array,
): void => {
  const bytes = features === 0 ? undefined : encode()
  Object.assign(response.locals.facts, { layer, tile: `${z}/${x}/${y}`, features, bytes: bytes?.length ?? 0 })
  if (bytes === undefined) response.status(204).end()
  else response.type(componentTile.mediaType).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
}

export const answerComponentTile: Handler<typeof componentTile> = async (
  { db },
  { params, query, response },
) => {
  const { v: _, ...filter } = query
  const tile = await readComponentTile(db, params, filter)
  const features = tile.layer === 'cells' ? tile.cells.length : tile.points.length
  sendTile(response, tile.layer, params, features, () => encodeComponentTile(tile))
  return undefined
}

export const answerGridTile: Handler<typeof gridTile> = async (
  { db },
  { params, query: { level, at }, response },
) => {
  const tile =
    at === undefined
      ? await readGridTile(db, await readVersion(db), level, params)
      : await readGridTileAt(db, at, level, params)
  const features = tile?.features ?? []
  sendTile(response, 'grids', params, features.length, () => encodeGridTile({ features }))
  return undefined
}

const shownExtent = remember({ most: 1, until: ['grid', 'scheme', 'component'] }, findShownExtent)

/** Not answered from the version alone: what it says depends on how the caller reaches this server too. */
export const answerTileJson: Handler<typeof tileJson> = async (
  { db, config },
  { params: { layer }, request },
) => {
  parse(layer === 'components' ? componentTileQuery : gridTileQuery, request.query, 'query')
  const extent = await shownExtent(db, await readVersion(db), null)
  const base = config.publicUrl?.replace(/\/+$/, '') ?? `${request.protocol}://${request.host}`
  return tileJsonOf(layer, { base, search: new URL(request.originalUrl, base).search, extent })
}
