/** Lines and areas among the components, cut for a tile by geojson-vt from an index that is kept until one of them changes. Degrees are EPSG:4490. */
import type { Feature } from 'geojson'
import GeoJSONVT from 'geojson-vt'
import { type Match, matches } from '../atlas/component-match.ts'
import type { Components } from '../atlas/components.ts'
import { findRow } from '../atlas/rows-by-id.ts'
import { EXTENT, layerBytes, makeBytes, makeDictionary, writeFeature, zigzag } from './mvt-layer.ts'
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

const MOVE_TO = 1
const LINE_TO = 2
const CLOSE_PATH = 7
const command = (kind: number, count: number): number => (count << 3) | kind

/** Lines, or rings, which come closed: their closing position is said by the command instead. */
const pathCommands = (
  paths: readonly (readonly (readonly [number, number])[])[],
  closed: boolean,
): number[] => {
  const commands: number[] = []
  let [penX, penY] = [0, 0]
  for (const path of paths) {
    const points = closed ? path.slice(0, -1) : path
    for (const [n, [x, y]] of points.entries()) {
      if (n === 0) commands.push(command(MOVE_TO, 1))
      if (n === 1) commands.push(command(LINE_TO, points.length - 1))
      commands.push(zigzag(x - penX), zigzag(y - penY))
      penX = x
      penY = y
    }
    if (closed) commands.push(command(CLOSE_PATH, 1))
  }
  return commands
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
  const features = makeBytes()
  for (const feature of indexOf(components).getTile(z, x, y)?.features ?? []) {
    const row = findRow(components.rowsById, Number(feature.id))
    if (row < 0 || feature.type === 1 || !matches(components, match, row)) continue
    const commands = pathCommands(feature.geometry, feature.type === 3)
    writeFeature(
      features,
      Number(feature.id),
      tags(components.profile[row] as number),
      feature.type,
      commands,
    )
  }
  return features.length === 0 ? [] : [layerBytes('shapes', features, dictionary)]
}
