/** What was done with the pointer, as the named operation that the server is asked for; null where it means nothing. */
import type { LonLat } from '../../server/shared/crs.ts'
import type { Operation } from '../../server/shared/operations.ts'
import { isNode, type Neighbourhood, positionsOf } from './arcs.ts'
import { lengthOf } from './areas.ts'
import { covers, type EditFace, isSame, keyOf } from './rings.ts'

/** What is held: a vertex, an edge by its ends, or the middle of one, where a vertex is to be put in. */
export type Grip =
  | { readonly kind: 'vertex'; readonly position: LonLat }
  | { readonly kind: 'edge' | 'middle'; readonly edge: readonly [LonLat, LonLat] }

/** Pieces that a part of a line is looked at in: enough to tell whose ground it crosses. */
const PIECES = 16

/** Metres of a line inside a face, told by the middles of its pieces. */
const metresInside = ({ geometry }: EditFace, line: readonly LonLat[]): number =>
  line.slice(1).reduce((sum, to, i) => {
    const from = line[i] ?? to
    const at = (t: number): LonLat => [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])]
    const inside = Array.from({ length: PIECES }, (_, n) => at((n + 0.5) / PIECES)).filter((p) =>
      covers(geometry, p),
    )
    return sum + (lengthOf([from, to]) * inside.length) / PIECES
  }, 0)

/** Whom a line cuts: the face with the most of it. */
export const faceCutBy = <F extends EditFace>(faces: readonly F[], line: readonly LonLat[]): F | null => {
  const crossed = faces.map((face) => ({ face, metres: metresInside(face, line) }))
  return crossed.filter(({ metres }) => metres > 0).sort((a, b) => b.metres - a.metres)[0]?.face ?? null
}

export const splitBy = (face: Pick<EditFace, 'id'>, line: readonly LonLat[]): Operation | null =>
  line.length < 2 ? null : { kind: 'split', face: face.id, lines: [line.map(([lon, lat]) => [lon, lat])] }

/** Into the first one picked. */
export const mergeOf = (picks: readonly number[]): Operation | null =>
  picks.length < 2 ? null : { kind: 'merge', faces: [...picks] }

export const assignGround = (face: number, ring: readonly LonLat[]): Operation | null => {
  const [first] = ring
  if (ring.length < 3 || !first) return null
  const closed = [...ring, first].map(([lon, lat]): LonLat => [lon, lat])
  return {
    kind: 'assign_parcel',
    face,
    geometry: { type: 'Polygon', coordinates: [closed] },
    below: 'adjoining',
  }
}

/** From where the pointer took hold to where it let go. */
export const dragOf = (grip: Grip, from: LonLat, to: LonLat): Operation | null => {
  if (grip.kind === 'vertex')
    return isSame(grip.position, to) ? null : { kind: 'move_vertex', from: grip.position, to }
  if (isSame(from, to)) return null
  const [a, b] = grip.edge
  if (grip.kind === 'middle') return { kind: 'reshape', path: [a, b], to: [a, to, b] }
  return { kind: 'move_edge', edge: [a, b], by: [to[0] - from[0], to[1] - from[1]] }
}

/** A vertex where three borders meet stays: without it they would hang in the air. */
export const removalOf = (all: Neighbourhood, at: LonLat): Operation | null => {
  const key = keyOf(at)
  if (isNode(all, key)) return null
  const [before, after] = positionsOf(all, all.vertices.get(key)?.neighbours ?? [])
  return before && after ? { kind: 'reshape', path: [before, at, after], to: [before, after] } : null
}
