/**
 * Tiles as they were sent, each in every encoding that was asked for, until something in them is touched. A tile is compressed once, low: brotli 4
 * takes 8 ms where 11 takes 688 (*measured*), and gains a tenth.
 */
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Moved } from '../atlas/apply-changes.ts'
import type { Atlas } from '../atlas/atlas.ts'
import { isTouched } from '../atlas/touched-tiles.ts'
import type { RegistryEntity } from '../shared/endpoint.ts'
import type { TileAddress } from './tile-address.ts'

export const ENCODINGS = ['br', 'gzip', 'identity'] as const
export type Encoding = (typeof ENCODINGS)[number]

export type Tile = {
  readonly address: TileAddress
  /** What it was made of. Tiles of components alone are dropped where they are touched, all others whenever one of these is. */
  readonly of: readonly RegistryEntity[]
  /** Empty where nothing is in it. */
  readonly bytes: Buffer
  /** For the log and the headers: layer, features, components. */
  readonly facts: Readonly<Record<string, string | number>>
}
type Kept = Tile & { readonly encoded: Map<Encoding, Promise<Buffer>>; size: number }

/** About 5,000 street tiles. */
const MOST_BYTES = 64 * 2 ** 20
/** What keeping an entry costs beside its bytes. */
const ENTRY_BYTES = 500
/** Below this nothing is gained. */
const COMPRESS_FROM = 256

const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)
const encode = (bytes: Buffer, encoding: Encoding): Promise<Buffer> => {
  if (encoding === 'br') return toBrotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })
  if (encoding === 'gzip') return toGzip(bytes, { level: 4 })
  return Promise.resolve(bytes)
}

export type TileCache = {
  /** The tile of this name, made where it is not kept. `make` must not await: what it reads must be of one version. */
  tile(name: string, make: () => Tile): Tile
  /** Its bytes in the first of these encodings that is worth it, and which it is. */
  encoded(name: string, tile: Tile, encoding: Encoding): Promise<{ bytes: Buffer; encoding: Encoding }>
  /** Lets go of what was touched. */
  moved(moved: Moved): void
}

export const makeTileCache = (): TileCache => {
  const tiles = new Map<string, Kept>()
  let held = 0
  const drop = (name: string, kept: Kept): void => {
    if (tiles.delete(name)) held -= kept.size
  }
  const grow = (kept: Kept, by: number): void => {
    kept.size += by
    held += by
    for (const [name, oldest] of tiles) {
      if (held <= MOST_BYTES) break
      drop(name, oldest)
    }
  }
  return {
    tile(name, make) {
      const known = tiles.get(name)
      if (known) {
        tiles.delete(name)
        tiles.set(name, known)
        return known
      }
      const made: Kept = { ...make(), encoded: new Map(), size: 0 }
      tiles.set(name, made)
      grow(made, made.bytes.length + ENTRY_BYTES)
      return made
    },
    async encoded(name, tile, wanted) {
      const encoding = tile.bytes.length < COMPRESS_FROM ? 'identity' : wanted
      const kept = tiles.get(name)
      if (encoding === 'identity' || kept !== tile)
        return { bytes: await encode(tile.bytes, encoding), encoding }
      const known = kept.encoded.get(encoding)
      if (known) return { bytes: await known, encoding }
      const making = encode(tile.bytes, encoding)
      kept.encoded.set(encoding, making)
      const bytes = await making
      if (tiles.get(name) === kept) grow(kept, bytes.length)
      return { bytes, encoding }
    },
    moved({ entities, tiles: touched }) {
      for (const [name, kept] of tiles) {
        const stale = kept.of.some(
          (entity) =>
            entities.has(entity) &&
            (entity !== 'component' || touched === null || isTouched(touched, kept.address)),
        )
        if (stale) drop(name, kept)
      }
    },
  }
}

/** A cache that follows the atlas. */
export const openTileCache = (atlas: Atlas): TileCache => {
  const cache = makeTileCache()
  atlas.listen({ moved: cache.moved, closed: () => {} })
  return cache
}
