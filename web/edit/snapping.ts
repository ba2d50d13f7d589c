/**
 * What a pointer means near vertices and edges: the exact position of a vertex, bit for bit as the server gave it, else the nearest place on an edge. Distances in CSS pixels of a
 * Web Mercator map of tiles of 512.
 */
import Flatbush from 'flatbush'
import type { LonLat } from '../../server/shared/crs.ts'
import type { Edge, Neighbourhood, Vertex } from './arcs.ts'
import { keyOf } from './rings.ts'

export const SNAP_PX = 10

export type Snap =
  | { readonly kind: 'vertex'; readonly position: LonLat; readonly distancePx: number }
  | {
      readonly kind: 'edge'
      readonly position: LonLat
      readonly edge: readonly [LonLat, LonLat]
      /** Whether it lies nearer to the middle than the reach. */
      readonly atMiddle: boolean
      readonly distancePx: number
    }

export type SnapIndex = {
  readonly vertices: readonly Vertex[]
  readonly edges: readonly Edge[]
  readonly vertexTree: Flatbush | null
  readonly edgeTree: Flatbush | null
}

/** The world as a square of side 1, y to the south. */
const worldOf = ([lon, lat]: LonLat): [number, number] => [
  lon / 360 + 0.5,
  0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI),
]
export const worldPx = (zoom: number): number => 512 * 2 ** zoom

export const pixelsBetween = (a: LonLat, b: LonLat, zoom: number): number => {
  const [from, to] = [worldOf(a), worldOf(b)]
  return Math.hypot(to[0] - from[0], to[1] - from[1]) * worldPx(zoom)
}

const treeOf = (boxes: readonly (readonly [number, number, number, number])[]): Flatbush | null => {
  if (boxes.length === 0) return null
  const tree = new Flatbush(boxes.length)
  for (const box of boxes) tree.add(...box)
  tree.finish()
  return tree
}

export const snapIndexOf = (all: Neighbourhood): SnapIndex => {
  const vertices = [...all.vertices.values()]
  const edges = [...all.edges.values()]
  return {
    vertices,
    edges,
    vertexTree: treeOf(
      vertices.map(({ position }) => {
        const [x, y] = worldOf(position)
        return [x, y, x, y]
      }),
    ),
    edgeTree: treeOf(
      edges.map(({ a, b }) => {
        const [ax, ay] = worldOf(a)
        const [bx, by] = worldOf(b)
        return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)]
      }),
    ),
  }
}

const nearest = <T extends { distancePx: number }>(found: readonly T[], reachPx: number): T | null =>
  found.filter(({ distancePx }) => distancePx <= reachPx).sort((a, b) => a.distancePx - b.distancePx)[0] ??
  null

/** `t` along the edge where the pixel is nearest; its distance. */
const along = ([px, py]: [number, number], a: [number, number], b: [number, number]) => {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
  const t = Math.max(0, Math.min(1, ((px - a[0]) * dx + (py - a[1]) * dy) / (dx * dx + dy * dy || 1)))
  return { t, distance: Math.hypot(px - a[0] - t * dx, py - a[1] - t * dy), length: Math.hypot(dx, dy) }
}

type Asked = {
  zoom: number
  reachPx?: number
  /** Keys of vertices that do not count, with the edges at them: those that are being dragged. */
  without?: ReadonlySet<string>
}

/** A vertex comes before an edge, however near that is. */
export const snap = (
  index: SnapIndex,
  point: LonLat,
  { zoom, reachPx = SNAP_PX, without }: Asked,
): Snap | null => {
  const size = worldPx(zoom)
  const at = worldOf(point)
  const reach = reachPx / size
  const box = [at[0] - reach, at[1] - reach, at[0] + reach, at[1] + reach] as const
  const vertices = (index.vertexTree?.search(...box) ?? []).flatMap((i) => {
    const vertex = index.vertices[i]
    if (!vertex || without?.has(keyOf(vertex.position))) return []
    const [x, y] = worldOf(vertex.position)
    const distancePx = Math.hypot(x - at[0], y - at[1]) * size
    return [{ kind: 'vertex' as const, position: vertex.position, distancePx }]
  })
  const vertex = nearest(vertices, reachPx)
  if (vertex) return vertex
  const edges = (index.edgeTree?.search(...box) ?? []).flatMap((i) => {
    const edge = index.edges[i]
    if (!edge || without?.has(keyOf(edge.a)) || without?.has(keyOf(edge.b))) return []
    const { t, distance, length } = along(at, worldOf(edge.a), worldOf(edge.b))
    const position: LonLat = [
      edge.a[0] + t * (edge.b[0] - edge.a[0]),
      edge.a[1] + t * (edge.b[1] - edge.a[1]),
    ]
    return [
      {
        kind: 'edge' as const,
        position,
        edge: [edge.a, edge.b] as const,
        atMiddle: Math.abs(t - 0.5) * length * size <= reachPx,
        distancePx: distance * size,
      },
    ]
  })
  return nearest(edges, reachPx)
}

export const middle = ([a, b]: readonly [LonLat, LonLat]): LonLat => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
