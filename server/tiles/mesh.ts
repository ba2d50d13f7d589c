/**
 * What tiles of grids are cut from: positions on Web Mercator's unit square, and how much each vertex matters. Importance is worked out along arcs, in
 * one direction whichever grid asks, so that neighbours drop the same vertices of their common border at every zoom.
 */
import { positionsFrom, positionsTo, ringsFrom, ringsTo, type Shapes } from '../atlas/shapes.ts'
import type { Steps } from '../atlas/steps.ts'
import { findJunctions, type Junctions } from './junctions.ts'
import { squareX, squareY } from './web-mercator.ts'

export type Mesh = {
  readonly shapes: Shapes
  /** x, y, x, y, … on the unit square, by position. */
  readonly square: Float64Array
  /** By position: the square of how far the border would move without the vertex (Douglas and Peucker); infinite at junctions. */
  readonly importance: Float32Array
}

export const emptyMesh = (shapes: Shapes): Mesh => ({
  shapes,
  square: new Float64Array(shapes.coordinates.length),
  importance: new Float32Array(shapes.coordinates.length / 2),
})

/** The positions of an arc in the direction in which it is measured; a scratch that grows. */
type Arc = { positions: Int32Array; length: number }

const squareOfDistance = (square: Float64Array, at: number, from: number, to: number): number => {
  const [x, y] = [square[2 * at] as number, square[2 * at + 1] as number]
  let [ax, ay] = [square[2 * from] as number, square[2 * from + 1] as number]
  const [dx, dy] = [(square[2 * to] as number) - ax, (square[2 * to + 1] as number) - ay]
  const length = dx * dx + dy * dy
  if (length > 0) {
    const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length))
    ax += along * dx
    ay += along * dy
  }
  return (x - ax) ** 2 + (y - ay) ** 2
}

/** Between the arc's `first` and `last`; a vertex never matters more than the one that it was split from, so that tolerances nest. */
const measure = (mesh: Mesh, positions: Int32Array, first: number, last: number, most: number): void => {
  let [farthest, distance] = [-1, -1]
  for (let n = first + 1; n < last; n++) {
    const d = squareOfDistance(
      mesh.square,
      positions[n] as number,
      positions[first] as number,
      positions[last] as number,
    )
    if (d > distance) [farthest, distance] = [n, d]
  }
  if (farthest === -1) return
  const matters = Math.min(most, distance)
  mesh.importance[positions[farthest] as number] = matters
  measure(mesh, positions, first, farthest, matters)
  measure(mesh, positions, farthest, last, matters)
}

/** Whether an arc is measured as it runs in this ring: from the lower vertex, of a loop towards the lower one. */
const runsForward = (vertices: Int32Array, { positions, length }: Arc): boolean => {
  const [first, last] = [
    vertices[positions[0] as number] as number,
    vertices[positions[length - 1] as number] as number,
  ]
  if (first !== last) return first < last
  return (vertices[positions[1] as number] as number) <= (vertices[positions[length - 2] as number] as number)
}

/** Where a ring without junctions begins: at its lowest vertex, whichever way it runs. */
const lowestIn = (vertices: Int32Array, from: number, last: number): number => {
  let lowest = from
  for (let at = from + 1; at < last; at++)
    if ((vertices[at] as number) < (vertices[lowest] as number)) lowest = at
  return lowest
}

/** `from` is the ring's first position, `last` its closing one. */
const measureRing = (
  mesh: Mesh,
  { vertices, junctions }: Junctions,
  from: number,
  last: number,
  arc: Arc,
): void => {
  const count = last - from
  let start = from
  while (start < last && junctions[vertices[start] as number] === 0) start++
  if (start === last) start = lowestIn(vertices, from, last)
  mesh.importance[start] = Infinity
  arc.positions[0] = start
  arc.length = 1
  for (let step = 1, at = start; step <= count; step++) {
    at = at + 1 === last ? from : at + 1
    arc.positions[arc.length++] = at
    if (step < count && junctions[vertices[at] as number] === 0) continue
    mesh.importance[at] = Infinity
    if (arc.length > 2) {
      if (!runsForward(vertices, arc)) arc.positions.subarray(0, arc.length).reverse()
      measure(mesh, arc.positions, 0, arc.length - 1, Infinity)
    }
    arc.positions[0] = at
    arc.length = 1
  }
  mesh.importance[last] = mesh.importance[from] as number
}

/** Some milliseconds' worth. */
const SHAPES_A_STEP = 1_024

/** Fills in the positions of one level's shapes, `members`. 100,000 grids of a dozen vertices take 0.6 s. Doing it twice, or at once while it is half done, gives the same. */
export function* addToMesh(mesh: Mesh, members: Uint32Array): Steps {
  const { shapes, square } = mesh
  for (const [n, shape] of members.entries()) {
    if (n % SHAPES_A_STEP === 0) yield
    const end = positionsTo(shapes, shape)
    for (let at = positionsFrom(shapes, shape); at < end; at++) {
      square[2 * at] = squareX(shapes.coordinates[2 * at] as number)
      square[2 * at + 1] = squareY(shapes.coordinates[2 * at + 1] as number)
    }
  }
  const found = yield* findJunctions(shapes, members)
  const arc = { positions: new Int32Array(1 << 12), length: 0 }
  for (const [n, shape] of members.entries()) {
    if (n % SHAPES_A_STEP === 0) yield
    const lastRing = ringsTo(shapes, shape)
    for (let ring = ringsFrom(shapes, shape); ring < lastRing; ring++) {
      const [from, to] = [shapes.ringStarts[ring] as number, shapes.ringStarts[ring + 1] as number]
      if (arc.positions.length < to - from) arc.positions = new Int32Array(2 * (to - from))
      measureRing(mesh, found, from, to - 1, arc)
    }
  }
}
