/**
 * Shared edges are one edge: a vertex that lies on an edge of another face becomes a vertex of that face as well, at the very same coordinates. Pure. Positions in
 * degrees; nearness in metres on a sphere that is flat around the edge, which errs by less than a thousandth of a tolerance of millimetres.
 */

import Flatbush from 'flatbush'
import { METRES_PER_DEGREE } from '../grids/metres-per-degree.ts'
import type { Polygons, Position, Ring } from './draft-face.ts'

export const keyOf = ([lon, lat]: Position): string => `${lon},${lat}`

export const verticesOf = (polygons: Polygons): Map<string, Position> => {
  const found = new Map<string, Position>()
  for (const ring of polygons.flat()) for (const position of ring) found.set(keyOf(position), position)
  return found
}

/** Positions that are vertices after and of no shape before. */
export const newVertices = (before: readonly Polygons[], after: readonly Polygons[]): Position[] => {
  const had = new Set(before.flatMap((polygons) => [...verticesOf(polygons).keys()]))
  const has = new Map(after.flatMap((polygons) => [...verticesOf(polygons)]))
  return [...has].filter(([key]) => !had.has(key)).map(([, position]) => position)
}

/** Where along the edge, 0 to 1, and how far from it in metres. */
const nearestOn = (a: Position, b: Position, p: Position): { along: number; metres: number } => {
  const east = METRES_PER_DEGREE * Math.cos((a[1] * Math.PI) / 180)
  const [bx, by] = [(b[0] - a[0]) * east, (b[1] - a[1]) * METRES_PER_DEGREE]
  const [px, py] = [(p[0] - a[0]) * east, (p[1] - a[1]) * METRES_PER_DEGREE]
  const length2 = bx * bx + by * by
  const along = length2 === 0 ? 0 : Math.min(1, Math.max(0, (px * bx + py * by) / length2))
  return { along, metres: Math.hypot(px - along * bx, py - along * by) }
}

export type NodeIndex = {
  readonly nodes: readonly Position[]
  readonly tree: Flatbush | null
  readonly nearM: number
}

/** Nodes to be put into edges that pass within `nearM` metres of them. */
export const nodeIndex = (nodes: readonly Position[], nearM: number): NodeIndex => {
  if (nodes.length === 0) return { nodes, tree: null, nearM }
  const tree = new Flatbush(nodes.length)
  for (const [lon, lat] of nodes) tree.add(lon, lat, lon, lat)
  tree.finish()
  return { nodes, tree, nearM }
}

/** Of an edge from `a` to `b`. */
export type EdgeTest = (a: Position, b: Position) => boolean

type Hit = { readonly node: Position; readonly edge: number; readonly along: number; readonly metres: number }

const hitsOn = (
  { nodes, tree, nearM }: NodeIndex,
  { edge, a, b }: { edge: number; a: Position; b: Position },
  had: ReadonlySet<string>,
): Hit[] => {
  if (tree === null) return []
  const padLat = nearM / METRES_PER_DEGREE
  const padLon = padLat / Math.max(0.01, Math.cos((a[1] * Math.PI) / 180))
  return (
    tree
      .search(
        Math.min(a[0], b[0]) - padLon,
        Math.min(a[1], b[1]) - padLat,
        Math.max(a[0], b[0]) + padLon,
        Math.max(a[1], b[1]) + padLat,
      )
      .map((n) => nodes[n] as Position)
      .filter((node) => !had.has(keyOf(node)))
      .map((node) => ({ node, edge, ...nearestOn(a, b, node) }))
      // At an end of the edge it would be a second vertex beside the one that is there.
      .filter(({ along, metres }) => metres <= nearM && along > 0 && along < 1)
  )
}

/** A node a tenth of a millimetre beside a corner is near both edges there: into both, the ring would run back on itself. It goes into the nearest. */
const withNodes = (ring: Ring, index: NodeIndex, had: ReadonlySet<string>, isMeant: EdgeTest): Ring => {
  const nearest = new Map<string, Hit>()
  for (const [edge, a] of ring.entries()) {
    const b = ring[edge + 1]
    if (b === undefined) break
    if (!isMeant(a, b)) continue
    for (const hit of hitsOn(index, { edge, a, b }, had)) {
      const other = nearest.get(keyOf(hit.node))
      if (other === undefined || hit.metres < other.metres) nearest.set(keyOf(hit.node), hit)
    }
  }
  if (nearest.size === 0) return ring
  const onEdge = new Map<number, Hit[]>()
  for (const hit of [...nearest.values()].sort((x, y) => x.along - y.along))
    onEdge.set(hit.edge, [...(onEdge.get(hit.edge) ?? []), hit])
  return ring.flatMap((a, n) => [a, ...(onEdge.get(n) ?? []).map(({ node }) => node)])
}

/** Into all edges, or only those that are meant. The same object where no node lies on one. */
export const addNodes = (polygons: Polygons, index: NodeIndex, isMeant: EdgeTest = () => true): Polygons => {
  const had = new Set(verticesOf(polygons).keys())
  const made = polygons.map((rings) => rings.map((ring) => withNodes(ring, index, had, isMeant)))
  const grew = made.some((rings, p) => rings.some((ring, r) => ring.length > (polygons[p]?.[r]?.length ?? 0)))
  return grew ? made : polygons
}
