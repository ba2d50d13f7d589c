/** The layer `grids` of a tile, written as its features come: MVT 2.1, extent 4096, integer attributes; an attribute whose value is 0 is left out. */
import { EXTENT } from './encode-tile.ts'
import { put, putBytes, reserve, type Varints, varints } from './varints.ts'

/** Keys of the fields as the specification numbers them: number << 3, and 2 where the field is of bytes. */
const LAYER = 0x1a
const NAME = 0x0a
const FEATURE = 0x12
const KEY = 0x1a
const VALUE = 0x22
const LAYER_EXTENT = 0x28
const LAYER_VERSION = 0x78
const ID = 0x08
const TAGS = 0x12
const TYPE = 0x18
const GEOMETRY = 0x22
const UINT_VALUE = 0x28
const POLYGON = 3

export const GRID_ATTRIBUTES = ['u', 'n'] as const

export type GridLayer = {
  features: number
  readonly body: Varints
  /** One feature's geometry: filled by the caller, emptied by `endFeature`. */
  readonly geometry: Varints
  /** Each value stands once and is named by its place. */
  readonly values: Map<number, number>
  readonly feature: Varints
  readonly tags: Varints
}

export const gridLayer = (): GridLayer => ({
  features: 0,
  body: varints(4096),
  geometry: varints(1024),
  values: new Map(),
  feature: varints(1024),
  tags: varints(64),
})

const placeOf = (values: Map<number, number>, value: number): number => {
  const known = values.get(value)
  if (known !== undefined) return known
  values.set(value, values.size)
  return values.size - 1
}

/** Takes the geometry written since the last feature; nothing where there is none. Attributes in the order of GRID_ATTRIBUTES. */
export const endFeature = (layer: GridLayer, id: number, u: number, n: number): void => {
  const { feature, tags, geometry, values } = layer
  if (geometry.length === 0) return
  tags.length = 0
  if (u !== 0) {
    put(tags, 0)
    put(tags, placeOf(values, u))
  }
  if (n !== 0) {
    put(tags, 1)
    put(tags, placeOf(values, n))
  }
  feature.length = 0
  reserve(feature, 16)
  put(feature, ID)
  put(feature, id)
  if (tags.length > 0) putBytes(feature, TAGS, tags)
  reserve(feature, 16)
  put(feature, TYPE)
  put(feature, POLYGON)
  putBytes(feature, GEOMETRY, geometry)
  putBytes(layer.body, FEATURE, feature)
  geometry.length = 0
  layer.features++
}

const text = (words: string): Varints => {
  const bytes = new TextEncoder().encode(words)
  return { bytes, length: bytes.length }
}

/** The whole tile. */
export const bytesOf = ({ body, values }: GridLayer): Uint8Array => {
  const layer = varints(body.length + 16 * values.size + 64)
  put(layer, LAYER_VERSION)
  put(layer, 2)
  putBytes(layer, NAME, text('grids'))
  put(layer, LAYER_EXTENT)
  put(layer, EXTENT)
  reserve(layer, body.length)
  layer.bytes.set(body.bytes.subarray(0, body.length), layer.length)
  layer.length += body.length
  for (const name of GRID_ATTRIBUTES) putBytes(layer, KEY, text(name))
  const value = varints(16)
  for (const number of values.keys()) {
    value.length = 0
    put(value, UINT_VALUE)
    put(value, number)
    putBytes(layer, VALUE, value)
  }
  const tile = varints(layer.length + 16)
  putBytes(tile, LAYER, layer)
  return tile.bytes.subarray(0, tile.length)
}
