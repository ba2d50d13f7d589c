/** Reads a vector tile as a renderer would. */
import { VectorTile, type VectorTileFeature } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'

/** The features of each layer; no layers where the answer is 204. */
export const featuresOf = async (answer: Response): Promise<Record<string, VectorTileFeature[]>> => {
  if (answer.status === 204) return {}
  const { layers } = new VectorTile(new PbfReader(await answer.arrayBuffer()))
  return Object.fromEntries(
    Object.entries(layers).map(([name, layer]) => [
      name,
      Array.from({ length: layer.length }, (_, n) => layer.feature(n)),
    ]),
  )
}

/** The tile of a zoom that holds a position in degrees. */
export const tileOf = (z: number, [lon, lat]: readonly [number, number]): { x: number; y: number } => {
  const phi = (lat * Math.PI) / 180
  return {
    x: Math.floor(((lon + 180) / 360) * 2 ** z),
    y: Math.floor((0.5 - Math.log(Math.tan(Math.PI / 4 + phi / 2)) / (2 * Math.PI)) * 2 ** z),
  }
}
