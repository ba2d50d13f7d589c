/** Coverages that were surveyed apart have the same corner twice, a millimetre from each other: within the tolerance it is one. Pure. */
import { addNodes, keyOf, nodeIndex } from '../add-nodes.ts'
import { type Polygons, type Position, withoutRepeats } from '../draft-face.ts'
import { nearestOf } from './snap.ts'

/** Vertices within `nearM` metres of one of `positions` become that one, and positions that lie on an edge go into it. The same object where none is near. */
export const joinVertices = (polygons: Polygons, positions: readonly Position[], nearM: number): Polygons => {
  const nearest = nearestOf(positions, nearM)
  let joined = false
  const made = polygons.map((rings) =>
    rings.map((ring) => {
      const places = ring.map((position) => nearest(position) ?? position)
      if (places.every((place, n) => keyOf(place) === keyOf(ring[n] as Position))) return ring
      joined = true
      return withoutRepeats(places)
    }),
  )
  return addNodes(joined ? made : polygons, nodeIndex(positions, nearM))
}
