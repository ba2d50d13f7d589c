/** Moves vertices of every grid, of any level, that has them, be it a millimetre beside: both sides of a border move as one, and no gap can come of it. */

import { Conflict } from '../../errors.ts'
import { onStep } from '../../grids/coordinate-step.ts'
import { METRES_PER_DEGREE } from '../../grids/metres-per-degree.ts'
import { addNodes, type EdgeTest, keyOf, nodeIndex, verticesOf } from '../add-nodes.ts'
import {
  type FaceWrite,
  listFaces,
  listFacesAt,
  type Polygons,
  type Position,
  shapeOf,
  withoutRepeats,
} from '../draft-face.ts'
import type { Editing, Operate } from './editing.ts'
import { joinVertices } from './join-vertices.ts'
import { requireSameTurn, requireValid } from './require-valid.ts'

export const rounded = ([lon, lat]: Position): Position => [onStep(lon), onStep(lat)]

const edgesOf = (shapes: readonly Polygons[], isMeant: EdgeTest): [Position, Position][] =>
  shapes.flat(2).flatMap((ring) =>
    ring.flatMap((a, n): [Position, Position][] => {
      const b = ring[n + 1]
      return b !== undefined && isMeant(a, b) ? [[a, b]] : []
    }),
  )

/** What stands along edges of which an end moves: corners on them stay where they are, in every grid. */
const listVerticesAlong = async (
  { trx, faces, tolerances }: Editing,
  edges: readonly (readonly [Position, Position])[],
): Promise<Position[]> => {
  if (edges.length === 0) return []
  const along = await listFaces(
    trx,
    faces,
    `f.geom && st_expand(${shapeOf(':edges::text')}, :near::float8) and st_dwithin(f.geom, ${shapeOf(':edges::text')}, :near::float8)`,
    {
      edges: JSON.stringify({ type: 'MultiLineString', coordinates: edges }),
      near: (2 * tolerances.nodeM) / METRES_PER_DEGREE,
    },
  )
  return [...new Map(along.flatMap(({ polygons }) => [...verticesOf(polygons)])).values()]
}

const move = async (
  editing: Editing,
  moves: readonly (readonly [Position, Position])[],
): Promise<FaceWrite[]> => {
  const { trx, faces, tolerances } = editing
  const from = moves.map(([position]) => rounded(position))
  const to = new Map(moves.map(([position, wanted]) => [keyOf(rounded(position)), rounded(wanted)]))
  const near = await listFacesAt(trx, faces, from, tolerances.nodeM)
  const known = new Set(near.flatMap(({ polygons }) => [...verticesOf(polygons).keys()]))
  if ([...to.keys()].some((key) => !known.has(key)))
    throw new Conflict('no_such_vertex', 'No grid of the draft has a vertex there (any more).')
  const isMoved: EdgeTest = (a, b) => to.has(keyOf(a)) || to.has(keyOf(b))
  const joined = near.map(({ polygons }) => joinVertices(polygons, from, tolerances.nodeM))
  const index = nodeIndex(await listVerticesAlong(editing, edgesOf(joined, isMoved)), tolerances.nodeM)
  const moved = near.flatMap((face, n): FaceWrite[] => {
    let has = false
    const polygons = addNodes(joined[n] as Polygons, index, isMoved).map((rings) =>
      rings.map((ring) =>
        ring.map((position) => {
          const wanted = to.get(keyOf(position))
          has ||= wanted !== undefined
          return wanted ?? position
        }),
      ),
    )
    if (!has) return []
    const write = { ...face, polygons: polygons.map((rings) => rings.map(withoutRepeats)) }
    requireSameTurn(face.polygons, write)
    return [write]
  })
  await requireValid(editing, moved)
  return moved
}

export const moveVertex: Operate<'move_vertex'> = (editing, { from, to }) => move(editing, [[from, to]])

export const moveEdge: Operate<'move_edge'> = (editing, { edge: [a, b], by: [east, north] }) =>
  move(editing, [
    [a, [rounded(a)[0] + east, rounded(a)[1] + north]],
    [b, [rounded(b)[0] + east, rounded(b)[1] + north]],
  ])
