/** Bytes of a tile of components. What a profile says of its components is made ready once a tile and copied for each of them. */
import type { Match } from '../atlas/component-match.ts'
import type { Components } from '../atlas/components.ts'
import {
  CELLS_PER_SIDE,
  type CellTile,
  type Cluster,
  type ComponentTile,
  componentTileOf,
  type PointTile,
} from './component-tile.ts'
import {
  EXTENT,
  layerBytes,
  MOVE_TO_ONE,
  makeBytes,
  makeDictionary,
  POINT,
  tagBytes,
  writeFeature,
  writeVarint,
  zigzag,
} from './mvt-layer.ts'
import { writePoints } from './point-features.ts'
import { encodeShapes } from './shape-tile.ts'
import type { TileAddress } from './tile-address.ts'
import type { Tile } from './tile-cache.ts'

/** Layer `components`: feature id = component. */
const encodePoints = (components: Components, address: TileAddress, { rows }: PointTile): Uint8Array => {
  const dictionary = makeDictionary()
  return layerBytes('components', writePoints(components, address, rows, dictionary), dictionary)
}

const CELL_SIDE = EXTENT / CELLS_PER_SIDE

/** The mean of many equal places may differ from them in its last bit: never beyond the cell. */
const pixel = (sum: number, count: number, place: number): number =>
  Math.min(place * CELL_SIDE + CELL_SIDE - 1, Math.max(place * CELL_SIDE, Math.floor((sum / count) * EXTENT)))

/** Layer `cells`: a point at the mean place of the cell's components, `n` how many they are. */
const encodeCells = ({ counts, x, y }: CellTile): Uint8Array => {
  const dictionary = makeDictionary()
  const [features, geometry] = [makeBytes(counts.length * 16), makeBytes()]
  for (const [cell, count] of counts.entries()) {
    if (count === 0) continue
    const [column, row] = [cell % CELLS_PER_SIDE, Math.floor(cell / CELLS_PER_SIDE)]
    geometry.length = 0
    writeVarint(geometry, MOVE_TO_ONE)
    writeVarint(geometry, zigzag(pixel(x[cell] as number, count, column)))
    writeVarint(geometry, zigzag(pixel(y[cell] as number, count, row)))
    writeFeature(features, 0, tagBytes(dictionary, [['n', count]]), POINT, geometry)
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
  const [only] = layers
  // A tile of the whole city is some megabytes: one layer is not copied once more.
  const bytes =
    layers.length === 1 && only
      ? Buffer.from(only.buffer, only.byteOffset, only.length)
      : Buffer.concat(layers)
  const facts: Facts = { kind: 'points', features: length, components: length }
  return { address, of: ['component'], bytes, facts }
}
