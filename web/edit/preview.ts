/** The faces as they would be while something is dragged, before the server has said so. */
import type { LonLat } from '../../server/shared/crs.ts'
import { withMoved, withPath } from './arcs.ts'
import type { Grip } from './operations.ts'
import { type EditFace, keyOf } from './rings.ts'

/** Only those that change. */
export const previewOf = <F extends EditFace>(
  faces: readonly F[],
  grip: Grip,
  from: LonLat,
  to: LonLat,
): F[] => {
  if (grip.kind === 'vertex') return withMoved(faces, new Map([[keyOf(grip.position), to]]))
  const [a, b] = grip.edge
  if (grip.kind === 'middle') return withPath(faces, [a, b], [a, to, b])
  const by = [to[0] - from[0], to[1] - from[1]] as const
  const moved = ([lon, lat]: LonLat): LonLat => [lon + by[0], lat + by[1]]
  return withMoved(
    faces,
    new Map([
      [keyOf(a), moved(a)],
      [keyOf(b), moved(b)],
    ]),
  )
}

/** The faces with what an operation answered in the place of what was: changed ones, new ones, ended ones left out. */
export const withEdited = <F extends { id: number; depth: number }>(
  faces: readonly F[],
  edited: readonly F[],
  gone: readonly { id: number }[],
  depth: number,
): F[] => {
  const out = new Set([...edited, ...gone].map(({ id }) => id))
  return [...faces.filter(({ id }) => !out.has(id)), ...edited.filter((face) => face.depth === depth)]
}
