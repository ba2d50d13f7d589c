/** Bytes of a tile of components. What a profile says of its components is made ready once a tile and copied for each of them. */
import type { Match } from '../atlas/component-match.ts'
import type { Components } from '../atlas/components.ts'
import { latticeX } from '../atlas/curve.ts'
import {
  CELLS_PER_SIDE,
  type CellTile,
  type Cluster,
  type ComponentTile,
  componentTileOf,
  type PointTile,
} from './component-tile.ts'
import { EXTENT, layerBytes, makeBytes, makeDictionary, tagBytes, writePoint } from './mvt-layer.ts'
import { tagsOfProfiles } from './profile-tags.ts'
import { encodeShapes } from './shape-tile.ts'
import type { TileAddress } from './tile-address.ts'
import type { Tile } from './tile-cache.ts'

/** Typical bytes of a point: its number, attributes of one byte each, its place. */
const POINT_BYTES = 32

/** Layer `components`: feature id = component. */
export const encodePoints = (
  components: Components,
  { z, x, y }: TileAddress,
  { rows }: PointTile,
): Uint8Array => {
  const dictionary = makeDictionary()
  const tags = tagsOfProfiles(components.profiles, dictionary)
  const features = makeBytes(rows.length * POINT_BYTES + 64)
  const side = 2 ** (32 - z)
  const unit = side / EXTENT
  const [west, north] = [x * side, y * side]
  for (let n = 0; n < rows.length; n++) {
    const row = rows[n] as number
    writePoint(
      features,
      components.id[row] as number,
      tags(components.profile[row] as number),
      Math.floor((latticeX(components.lon[row] as number) - west) / unit),
      Math.floor(((components.y[row] as number) - north) / unit),
    )
  }
  return layerBytes('components', features, dictionary)
}

const CELL_SIDE = EXTENT / CELLS_PER_SIDE

/** The mean of many equal places may differ from them in its last bit: never beyond the cell. */
const pixel = (sum: number, count: number, place: number): number =>
  Math.min(place * CELL_SIDE + CELL_SIDE - 1, Math.max(place * CELL_SIDE, Math.floor((sum / count) * EXTENT)))

/** Layer `cells`: a point at the mean place of the cell's components, `n` how many they are. */
export const encodeCells = ({ counts, x, y }: CellTile): Uint8Array => {
  const dictionary = makeDictionary()
  const features = makeBytes(counts.length * 16)
  for (const [cell, count] of counts.entries()) {
    if (count === 0) continue
    const [column, row] = [cell % CELLS_PER_SIDE, Math.floor(cell / CELLS_PER_SIDE)]
    writePoint(
      features,
      0,
      tagBytes(dictionary, [['n', count]]),
      pixel(x[cell] as number, count, column),
      pixel(y[cell] as number, count, row),
    )
  }
  return layerBytes('cells', features, dictionary)
}

/** What kind of tile it became, how many features it has and how many components they stand for. */
type Facts = { readonly kind: ComponentTile['kind']; readonly features: number; readonly components: number }

/** The tile from its rows to its bytes. Lines and areas are drawn where components are drawn one by one. */
export const encodeComponentTile = (
  components: Components,
  address: TileAddress,
  match: Match,
  cluster: Cluster,
): Tile & { readonly facts: Facts } => {
  const tile = componentTileOf(components, address, match, cluster)
  if (tile.kind === 'cells') {
    const features = tile.counts.reduce((sum, count) => sum + Math.min(1, count), 0)
    const bytes = features === 0 ? Buffer.alloc(0) : Buffer.from(encodeCells(tile))
    return { address, of: ['component'], bytes, facts: { kind: 'cells', features, components: tile.total } }
  }
  const layers = [
    ...(tile.rows.length === 0 ? [] : [encodePoints(components, address, tile)]),
    ...encodeShapes(components, address, match),
  ]
  const { length } = tile.rows
  const facts: Facts = { kind: 'points', features: length, components: length }
  return { address, of: ['component'], bytes: Buffer.concat(layers), facts }
}
