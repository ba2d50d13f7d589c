/**
 * A neighbourhood as shared edges: which faces lie on either side of each, where borders meet (nodes), and the borders between nodes (arcs). Faces are derived: a vertex that moves
 * does so in every face that has it, so no gap can appear.
 */
import type { LonLat } from '../../server/shared/crs.ts'
import { type EditFace, isSame, keyOf, openRing, polygonsOf, turnOf, withRings } from './rings.ts'

/** `a` and `b` in the order of their keys; faces at the left and at the right of the way from `a` to `b`. */
export type Edge = {
  readonly a: LonLat
  readonly b: LonLat
  readonly left: number[]
  readonly right: number[]
}
export type Vertex = {
  readonly position: LonLat
  readonly neighbours: Set<string>
  readonly faces: Set<number>
}
export type Neighbourhood = {
  readonly vertices: ReadonlyMap<string, Vertex>
  readonly edges: ReadonlyMap<string, Edge>
}
/** A border from node to node with the same faces all along; of a ring without nodes the first position is the last. */
export type Arc = {
  readonly path: readonly LonLat[]
  readonly left: readonly number[]
  readonly right: readonly number[]
}

export const edgeKey = (p: LonLat, q: LonLat): string => {
  const [a, b] = [keyOf(p), keyOf(q)]
  return a < b ? `${a} ${b}` : `${b} ${a}`
}

export const neighbourhoodOf = (faces: readonly EditFace[]): Neighbourhood => {
  const vertices = new Map<string, Vertex>()
  const edges = new Map<string, Edge>()
  const vertexAt = (position: LonLat): Vertex => {
    const key = keyOf(position)
    const known = vertices.get(key) ?? { position, neighbours: new Set(), faces: new Set() }
    vertices.set(key, known)
    return known
  }
  const edgeAt = (p: LonLat, q: LonLat): Edge => {
    const key = edgeKey(p, q)
    const [a, b] = keyOf(p) < keyOf(q) ? [p, q] : [q, p]
    const known = edges.get(key) ?? { a, b, left: [], right: [] }
    edges.set(key, known)
    return known
  }
  for (const { id, geometry } of faces)
    for (const rings of polygonsOf(geometry))
      rings.forEach((ring, n) => {
        const open = openRing(ring)
        // Most published coverages have clockwise outer rings: the side is told from the turn, not from the order.
        const insideIsLeft = turnOf(open) > 0 === (n === 0)
        open.forEach((p, i) => {
          const q = open[(i + 1) % open.length] ?? p
          if (isSame(p, q)) return
          const [from, to] = [vertexAt(p), vertexAt(q)]
          from.neighbours.add(keyOf(q))
          to.neighbours.add(keyOf(p))
          from.faces.add(id)
          const edge = edgeAt(p, q)
          ;(isSame(edge.a, p) === insideIsLeft ? edge.left : edge.right).push(id)
        })
      })
  return { vertices, edges }
}

const sides = ({ left, right }: Edge): string =>
  [left, right]
    .map((ids) => [...ids].sort((x, y) => x - y).join('+'))
    .sort()
    .join('|')

/** Where borders meet or end, and where another face begins along the same line. */
export const isNode = ({ vertices, edges }: Neighbourhood, key: string): boolean => {
  const vertex = vertices.get(key)
  if (vertex?.neighbours.size !== 2) return true
  const [one, other] = [...vertex.neighbours].map((next) => {
    const to = vertices.get(next)
    return to && edges.get(edgeKey(vertex.position, to.position))
  })
  return !one || !other || sides(one) !== sides(other)
}

/** From `start` over `next` to the node where the arc ends, or round to `start`. */
const follow = (all: Neighbourhood, start: string, next: string): string[] => {
  const path = [start, next]
  for (;;) {
    const [before = '', at = ''] = path.slice(-2)
    if (at === start || isNode(all, at)) return path
    const on = [...(all.vertices.get(at)?.neighbours ?? [])].find((key) => key !== before)
    if (on === undefined) return path
    path.push(on)
  }
}

export const positionsOf = ({ vertices }: Neighbourhood, keys: Iterable<string>): LonLat[] =>
  [...keys].flatMap((key) => {
    const vertex = vertices.get(key)
    return vertex ? [vertex.position] : []
  })

/** Every edge in exactly one arc. */
export const arcsOf = (all: Neighbourhood): Arc[] => {
  const { vertices, edges } = all
  const done = new Set<string>()
  const arcs: Arc[] = []
  const walk = (start: string, next: string): void => {
    const positions = positionsOf(all, follow(all, start, next))
    const [first, second] = positions
    if (!first || !second || done.has(edgeKey(first, second))) return
    positions.slice(1).forEach((to, i) => void done.add(edgeKey(positions[i] ?? to, to)))
    const edge = edges.get(edgeKey(first, second))
    if (!edge) return
    const along = isSame(edge.a, first)
    arcs.push({
      path: positions,
      left: along ? edge.left : edge.right,
      right: along ? edge.right : edge.left,
    })
  }
  const keys = [...vertices.keys()]
  for (const key of [...keys.filter((one) => isNode(all, one)), ...keys.filter((one) => !isNode(all, one))])
    for (const next of vertices.get(key)?.neighbours ?? []) walk(key, next)
  return arcs
}

/** The faces that have one of the positions, with it moved. */
export const withMoved = <F extends EditFace>(faces: readonly F[], moves: ReadonlyMap<string, LonLat>): F[] =>
  faces
    .filter(({ geometry }) =>
      polygonsOf(geometry).some((rings) => rings.some((ring) => ring.some((at) => moves.has(keyOf(at))))),
    )
    .map((face) => ({
      ...face,
      geometry: withRings(face.geometry, (open) => open.map((at) => moves.get(keyOf(at)) ?? at)),
    }))

/** Where `path` runs in the ring: its place, or -1. */
const placeIn = (open: readonly LonLat[], path: readonly LonLat[]): number =>
  open.findIndex((_, i) =>
    path.every((want, n) => {
      const at = open[(i + n) % open.length]
      return at !== undefined && isSame(at, want)
    }),
  )

const replaced = (
  open: readonly LonLat[],
  path: readonly LonLat[],
  to: readonly LonLat[],
): LonLat[] | null => {
  if (path.length > open.length) return null
  const at = placeIn(open, path)
  if (at < 0) return null
  const turned = [...open.slice(at), ...open.slice(0, at)]
  return [...to, ...turned.slice(path.length)]
}

/** The faces that have `path`, in either direction, with `to` in its place. */
export const withPath = <F extends EditFace>(
  faces: readonly F[],
  path: readonly LonLat[],
  to: readonly LonLat[],
): F[] => {
  const back = [...path].reverse()
  const backTo = [...to].reverse()
  return faces.flatMap((face) => {
    let met = false
    const geometry = withRings(face.geometry, (open) => {
      const next = replaced(open, path, to) ?? replaced(open, back, backTo)
      if (next) met = true
      return next ?? [...open]
    })
    return met ? [{ ...face, geometry }] : []
  })
}
