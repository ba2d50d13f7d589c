/**
 * Layers of vector tiles as bytes (MVT 2.1, extent 4096, integer attributes): written by hand into one growing buffer, because a tile holds up to
 * hundreds of thousands of points, and a general writer takes five times as long for each.
 */

export const EXTENT = 4096

const VERSION = 2
const LENGTH_DELIMITED = 2
const tag = (field: number, wire = 0): number => (field << 3) | wire

/** Bytes with room at the end; `length` is how many are written. */
export type Bytes = { buffer: Uint8Array; length: number }
export const makeBytes = (capacity = 1024): Bytes => ({ buffer: new Uint8Array(capacity), length: 0 })

/** Makes sure that `more` bytes fit. */
export const reserve = (bytes: Bytes, more: number): void => {
  if (bytes.length + more <= bytes.buffer.length) return
  const grown = new Uint8Array(Math.max(bytes.buffer.length * 2, bytes.length + more))
  grown.set(bytes.buffer.subarray(0, bytes.length))
  bytes.buffer = grown
}

/** A number below 2^53; room must have been reserved: ten bytes are enough. */
export const writeVarint = (bytes: Bytes, value: number): void => {
  const { buffer } = bytes
  let rest = value
  while (rest > 0x7fffffff) {
    buffer[bytes.length++] = (rest % 128) | 0x80
    rest = Math.floor(rest / 128)
  }
  while (rest > 0x7f) {
    buffer[bytes.length++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  buffer[bytes.length++] = rest
}

/** Commands of a geometry (MVT 2.1, 4.3.1). */
export const MOVE_TO_ONE = 9
export const CLOSE_PATH = 15
export const lineTo = (count: number): number => (count << 3) | 2
export const zigzag = (n: number): number => (n << 1) ^ (n >> 31)

const writeBlock = (bytes: Bytes, field: number, block: Uint8Array): void => {
  reserve(bytes, block.length + 20)
  writeVarint(bytes, tag(field, LENGTH_DELIMITED))
  writeVarint(bytes, block.length)
  bytes.buffer.set(block, bytes.length)
  bytes.length += block.length
}

const utf8 = new TextEncoder()

/** Keys and values of a layer: each is written once and named by its place. */
export type Dictionary = { readonly keys: Map<string, number>; readonly values: Map<number, number> }
export const makeDictionary = (): Dictionary => ({ keys: new Map(), values: new Map() })

/** Of a key or a value in its dictionary: the next one where it is new. */
export const placeIn = <T>(places: Map<T, number>, item: T): number => {
  const known = places.get(item)
  if (known !== undefined) return known
  places.set(item, places.size)
  return places.size - 1
}

/** Written anew for each field, so that nothing is made but the field itself: a thousand cells have a field each. */
const tags = makeBytes(256)
const NO_TAGS = new Uint8Array(0)

/** The feature's field of tags, ready to be copied. An attribute whose value is 0 is left out; without any, nothing is written. */
export const tagBytes = (
  dictionary: Dictionary,
  attributes: readonly (readonly [string, number])[],
): Uint8Array => {
  tags.length = 0
  for (const [key, value] of attributes) {
    if (value === 0) continue
    reserve(tags, 20)
    writeVarint(tags, placeIn(dictionary.keys, key))
    writeVarint(tags, placeIn(dictionary.values, value))
  }
  if (tags.length === 0) return NO_TAGS
  const field = makeBytes(tags.length + 1 + lengthOfVarint(tags.length))
  writeVarint(field, tag(2, LENGTH_DELIMITED))
  writeVarint(field, tags.length)
  field.buffer.set(tags.buffer.subarray(0, tags.length), field.length)
  return field.buffer
}

const lengthOfVarint = (value: number): number => {
  let [bytes, rest] = [1, value]
  while (rest > 0x7f) {
    bytes++
    rest = Math.floor(rest / 128)
  }
  return bytes
}

export const POINT = 1
export const LINE = 2
export const POLYGON = 3

/** One feature: its identity (none where 0), its tags as bytes, its kind, and its geometry's commands. */
export const writeFeature = (
  features: Bytes,
  id: number,
  tags: Uint8Array,
  kind: typeof POINT | typeof LINE | typeof POLYGON,
  geometry: Bytes,
): void => {
  const idBytes = id === 0 ? 0 : 1 + lengthOfVarint(id)
  const length = idBytes + tags.length + 2 + 1 + lengthOfVarint(geometry.length) + geometry.length
  reserve(features, length + 12)
  writeVarint(features, tag(2, LENGTH_DELIMITED))
  writeVarint(features, length)
  if (id !== 0) {
    writeVarint(features, tag(1))
    writeVarint(features, id)
  }
  features.buffer.set(tags, features.length)
  features.length += tags.length
  writeVarint(features, tag(3))
  writeVarint(features, kind)
  writeBlock(features, 4, geometry.buffer.subarray(0, geometry.length))
}

/** A layer around its features; tiles are layers one after the other. */
export const layerBytes = (name: string, features: Bytes, { keys, values }: Dictionary): Uint8Array => {
  const head = makeBytes()
  writeVarint(head, tag(15))
  writeVarint(head, VERSION)
  writeBlock(head, 1, utf8.encode(name))
  writeVarint(head, tag(5))
  writeVarint(head, EXTENT)
  const foot = makeBytes()
  for (const key of keys.keys()) writeBlock(foot, 3, utf8.encode(key))
  for (const value of values.keys()) {
    reserve(foot, 20)
    writeVarint(foot, tag(4, LENGTH_DELIMITED))
    writeVarint(foot, 1 + lengthOfVarint(value))
    writeVarint(foot, tag(5))
    writeVarint(foot, value)
  }
  const length = head.length + features.length + foot.length
  const layer = makeBytes(length + 20)
  writeVarint(layer, tag(3, LENGTH_DELIMITED))
  writeVarint(layer, length)
  for (const part of [head, features, foot]) {
    layer.buffer.set(part.buffer.subarray(0, part.length), layer.length)
    layer.length += part.length
  }
  return layer.buffer.subarray(0, layer.length)
}
