/**
 * Features of points as bytes (MVT 2.1): written in one loop without a call a number, because a tile of the whole city holds hundreds of thousands. What a
 * profile says of its components is made ready once a tile in a common pool of bytes and copied from there.
 */
import type { Components } from '../atlas/components.ts'
import { latticeX } from '../atlas/curve.ts'
import { PROFILE_WIDTH, type Profiles, placeOfField } from '../atlas/profiles.ts'
import { type Bytes, type Dictionary, EXTENT, makeBytes, placeIn, reserve, writeVarint } from './mvt-layer.ts'
import { ATTRIBUTES } from './profile-tags.ts'
import type { TileAddress } from './tile-address.ts'

/** Typical bytes of a point: its number, attributes of one or two bytes each, its place. */
const POINT_BYTES = 32
/** More than any feature takes: five attributes of at most six bytes each, six of the number, eleven of kind and place, six around. */
const MOST_BYTES = 64

/** Tags by profile: from starts[profile] - 1 on, `lengths[profile]` bytes; a start of 0 is not made yet. `made` names those that are. */
type TagPool = { starts: Uint32Array; lengths: Uint8Array; readonly bytes: Bytes; readonly made: number[] }

/** One for all tiles, which are written one after the other: to make it for each took half the time of a small one. */
const tags: TagPool = {
  starts: new Uint32Array(0),
  lengths: new Uint8Array(0),
  bytes: makeBytes(),
  made: [],
}

const clearTags = (profiles: number): void => {
  for (const profile of tags.made) tags.starts[profile] = 0
  tags.made.length = 0
  tags.bytes.length = 0
  if (tags.starts.length >= profiles) return
  tags.starts = new Uint32Array(2 * profiles)
  tags.lengths = new Uint8Array(2 * profiles)
}

const FIELDS = ATTRIBUTES.map(([key, field]) => ({ key, place: placeOfField(field) }))

/** The field of tags with its length, which fits into one byte; nothing where all attributes are 0. */
const addTags = (profiles: Profiles, profile: number, dictionary: Dictionary): void => {
  const { starts, lengths, bytes, made } = tags
  reserve(bytes, MOST_BYTES)
  const from = bytes.length
  bytes.length += 2
  for (const { key, place } of FIELDS) {
    const value = profiles.values[profile * PROFILE_WIDTH + place] as number
    if (value === 0) continue
    writeVarint(bytes, placeIn(dictionary.keys, key))
    writeVarint(bytes, placeIn(dictionary.values, value))
  }
  const length = bytes.length - from
  if (length === 2) bytes.length = from
  bytes.buffer[from] = 0x12
  bytes.buffer[from + 1] = length - 2
  made.push(profile)
  starts[profile] = from + 1
  lengths[profile] = bytes.length - from
}

/** One feature a row, its id the component's number, in the order of the rows. */
export const writePoints = (
  components: Components,
  { z, x, y }: TileAddress,
  rows: Uint32Array,
  dictionary: Dictionary,
): Bytes => {
  const { id: ids, profile: profilesOf, lon, y: ys, profiles } = components
  clearTags(profiles.size)
  const { starts, lengths } = tags
  const side = 2 ** (32 - z)
  const perUnit = EXTENT / side
  const [west, north] = [x * side, y * side]
  const features = makeBytes(rows.length * POINT_BYTES + MOST_BYTES)
  let { buffer, length: at } = features
  for (let n = 0; n < rows.length; n++) {
    if (at + MOST_BYTES > buffer.length) {
      features.length = at
      reserve(features, MOST_BYTES)
      buffer = features.buffer
    }
    const row = rows[n] as number
    const profile = profilesOf[row] as number
    if (starts[profile] === 0) addTags(profiles, profile, dictionary)
    const from = at
    at += 2
    buffer[at++] = 0x08
    let rest = ids[row] as number
    while (rest > 0x7f) {
      buffer[at++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    buffer[at++] = rest
    const pool = tags.bytes.buffer
    const first = (starts[profile] as number) - 1
    const last = first + (lengths[profile] as number)
    for (let byte = first; byte < last; byte++) buffer[at++] = pool[byte] as number
    const px = Math.floor((latticeX(lon[row] as number) - west) * perUnit) << 1
    const py = Math.floor(((ys[row] as number) - north) * perUnit) << 1
    buffer[at++] = 0x18
    buffer[at++] = 1 // a point
    buffer[at++] = 0x22
    buffer[at++] = 1 + (px > 0x7f ? 2 : 1) + (py > 0x7f ? 2 : 1)
    buffer[at++] = 9 // MoveTo, once
    if (px > 0x7f) buffer[at++] = (px & 0x7f) | 0x80
    buffer[at++] = px > 0x7f ? px >> 7 : px
    if (py > 0x7f) buffer[at++] = (py & 0x7f) | 0x80
    buffer[at++] = py > 0x7f ? py >> 7 : py
    buffer[from] = 0x12
    buffer[from + 1] = at - from - 2
  }
  features.length = at
  return features
}
