/** Vertices that lie within the tolerance of each other become one. Degrees; the tolerance in metres is taken along a meridian, and so is somewhat wider from west to east. */

import Flatbush from 'flatbush'
import type { Steps } from '../../atlas/steps.ts'
import { METRES_PER_DEGREE } from '../../grids/metres-per-degree.ts'
import { keyOf } from '../add-nodes.ts'
import type { Position } from '../draft-face.ts'

type Nearest = (position: Position) => Position | undefined

/** The nearest of the vertices, if one is near enough. */
export const nearestOf = (vertices: readonly Position[], nearM: number): Nearest => {
  if (vertices.length === 0) return () => undefined
  const tree = new Flatbush(vertices.length)
  for (const [lon, lat] of vertices) tree.add(lon, lat, lon, lat)
  tree.finish()
  return ([lon, lat]) => {
    const [n] = tree.neighbors(lon, lat, 1, nearM / METRES_PER_DEGREE)
    return n === undefined ? undefined : vertices[n]
  }
}

const VERTICES_A_STEP = 2_000

/** Where each vertex goes: to what stands near it, else to the first of its own kind that is near. In steps: there can be millions. */
export function* snapTo(
  own: readonly Position[],
  onStanding: Nearest,
  nearM: number,
): Steps<(position: Position) => Position> {
  const places = new Map<string, Position>()
  const tree = own.length > 0 ? new Flatbush(own.length) : null
  for (const [lon, lat] of own) tree?.add(lon, lat, lon, lat)
  yield
  tree?.finish()
  for (const [step, position] of own.entries()) {
    if (step % VERTICES_A_STEP === 0) yield
    if (places.has(keyOf(position))) continue
    const place = onStanding(position) ?? position
    for (const n of tree?.neighbors(position[0], position[1], undefined, nearM / METRES_PER_DEGREE) ?? []) {
      const key = keyOf(own[n] as Position)
      if (!places.has(key)) places.set(key, place)
    }
  }
  return (position) => places.get(keyOf(position)) ?? position
}
