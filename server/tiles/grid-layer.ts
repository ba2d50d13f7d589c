/** The layer `grids` of a tile, as its grids come: feature id = grid, `u` the answering unit, `n` how many grids it stands for. */
import {
  type Bytes,
  type Dictionary,
  layerBytes,
  makeBytes,
  makeDictionary,
  POLYGON,
  tagBytes,
  writeFeature,
} from './mvt-layer.ts'

/** `bytes` is empty where there are no features. */
export type GridTile = { readonly features: number; readonly bytes: Buffer }

export type GridLayer = {
  features: number
  readonly body: Bytes
  readonly dictionary: Dictionary
  /** By the answering unit: grids that stand for themselves share their tags. */
  readonly tags: Map<number, Uint8Array>
  /** One grid's commands: filled by the caller, emptied by `writeGrid`. */
  readonly geometry: Bytes
}

export const gridLayer = (): GridLayer => ({
  features: 0,
  body: makeBytes(4096),
  dictionary: makeDictionary(),
  tags: new Map(),
  geometry: makeBytes(),
})

const tagsOf = ({ tags, dictionary }: GridLayer, u: number, n: number): Uint8Array => {
  const known = n === 0 ? tags.get(u) : undefined
  if (known) return known
  const made = tagBytes(dictionary, [
    ['u', u],
    ['n', n],
  ])
  if (n === 0) tags.set(u, made)
  return made
}

/** Takes the commands written since the last grid; no feature where there are none. */
export const writeGrid = (layer: GridLayer, id: number, u: number, n: number): void => {
  if (layer.geometry.length === 0) return
  writeFeature(layer.body, id, tagsOf(layer, u, n), POLYGON, layer.geometry)
  layer.geometry.length = 0
  layer.features++
}

export const tileOf = ({ features, body, dictionary }: GridLayer): GridTile => ({
  features,
  bytes: features === 0 ? Buffer.alloc(0) : Buffer.from(layerBytes('grids', body, dictionary)),
})
