/** Whether two tiles hold the same components. Only one that stands within a unit of the tile's edge may be in one alone: the sides round it differently. */
import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'

const EXTENT = 4096
/** Where it stands in the tile, by component. */
type Places = Map<number, { readonly x: number; readonly y: number }>

const placesOf = (bytes: Uint8Array): Places => {
  const places: Places = new Map()
  for (const layer of Object.values(new VectorTile(new PbfReader(bytes)).layers)) {
    for (let n = 0; n < layer.length; n++) {
      const feature = layer.feature(n)
      const { x = 0, y = 0 } = feature.loadGeometry()[0]?.[0] ?? {}
      places.set(Number(feature.id ?? feature.properties.id), { x, y })
    }
  }
  return places
}

const nearEdge = (at: number): boolean => at <= 1 || at >= EXTENT - 1

/** Gives how many they share and how many stand on the edge in one alone; throws where anything else differs. */
export const compareTiles = (
  name: string,
  a: Uint8Array,
  b: Uint8Array,
): { shared: number; onEdge: number } => {
  const [ofA, ofB] = [placesOf(a), placesOf(b)]
  let onEdge = 0
  for (const [here, there] of [
    [ofA, ofB],
    [ofB, ofA],
  ] as const) {
    for (const [id, { x, y }] of here) {
      const other = there.get(id)
      if (other === undefined && (nearEdge(x) || nearEdge(y))) onEdge++
      else if (other === undefined)
        throw new Error(`${name}: component ${id} at ${x}, ${y} is in one tile alone`)
      else if (Math.abs(other.x - x) > 1 || Math.abs(other.y - y) > 1)
        throw new Error(`${name}: component ${id} stands at ${x}, ${y} and at ${other.x}, ${other.y}`)
    }
  }
  return { shared: ofA.size, onEdge }
}
