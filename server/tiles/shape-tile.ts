/** Lines and areas among the components, cut for a tile by geojson-vt from an index that is kept until one of them changes. Degrees are EPSG:4490. */
import type { Feature } from 'geojson'
import GeoJSONVT from 'geojson-vt'
import { type Match, matches } from '../atlas/component-match.ts'
import type { Components } from '../atlas/components.ts'
import { findRow } from '../atlas/rows-by-id.ts'
import {
  type Bytes,
  CLOSE_PATH,
  EXTENT,
  layerBytes,
  lineTo,
  MOVE_TO_ONE,
  makeBytes,
  makeDictionary,
  POINT,
  POLYGON,
  reserve,
  writeFeature,
  writeVarint,
  zigzag,
} from './mvt-layer.ts'
import { tagsOfProfiles } from './profile-tags.ts'
import type { TileAddress } from './tile-address.ts'

type Kept = { readonly changes: number; readonly index: GeoJSONVT }
const kept = new WeakMap<Components, Kept>()
/** The index keeps each tile it ever cut: about 10 kB each. Past this many it is made anew. */
const TILES_KEPT = 5_000

const indexOf = (components: Components): GeoJSONVT => {
  const known = kept.get(components)
  if (known?.changes === components.shapesChanged && known.index.tileCoords.length < TILES_KEPT)
    return known.index
  const features = [...components.shapes].map(
    ([id, geometry]): Feature => ({ type: 'Feature', id, properties: {}, geometry }),
  )
  const index = new GeoJSONVT(
    { type: 'FeatureCollection', features },
    { maxZoom: 22, tolerance: 1, extent: EXTENT, buffer: 64 },
  )
  kept.set(components, { changes: components.shapesChanged, index })
  return index
}

/** A command and a position take six bytes at most within a tile and its buffer. */
const MOST_BYTES = 8

/** Lines, or rings, which come closed: their closing position is said by the command instead. */
const writePaths = (
  out: Bytes,
  paths: readonly (readonly (readonly [number, number])[])[],
  closed: boolean,
): void => {
  let [penX, penY] = [0, 0]
  for (const path of paths) {
    const points = closed ? path.slice(0, -1) : path
    reserve(out, (points.length + 3) * MOST_BYTES)
    for (const [n, [x, y]] of points.entries()) {
      if (n === 0) writeVarint(out, MOVE_TO_ONE)
      if (n === 1) writeVarint(out, lineTo(points.length - 1))
      writeVarint(out, zigzag(x - penX))
      writeVarint(out, zigzag(y - penY))
      penX = x
      penY = y
    }
    if (closed) writeVarint(out, CLOSE_PATH)
  }
}

/** Layer `shapes`: feature id = component, attributes as in layer `components`; no layer where none of them passes. */
export const encodeShapes = (
  components: Components,
  { z, x, y }: TileAddress,
  match: Match,
): Uint8Array[] => {
  if (components.shapes.size === 0) return []
  const dictionary = makeDictionary()
  const tags = tagsOfProfiles(components.profiles, dictionary)
  const [features, geometry] = [makeBytes(), makeBytes()]
  for (const feature of indexOf(components).getTile(z, x, y)?.features ?? []) {
    const row = findRow(components.rowsById, Number(feature.id))
    if (row < 0 || feature.type === POINT || !matches(components, match, row)) continue
    geometry.length = 0
    writePaths(geometry, feature.geometry, feature.type === POLYGON)
    const said = tags(components.profile[row] as number)
    writeFeature(features, Number(feature.id), said, feature.type, geometry)
  }
  return features.length === 0 ? [] : [layerBytes('shapes', features, dictionary)]
}
