/**
 * Where the rings of a level's grids part: a vertex whose neighbours on the rings through it are not always the same two. Between two junctions lies an
 * arc, which one grid or two have as their border. Vertices are the same where both coordinates are, bit for bit.
 */
import { positionsFrom, positionsTo, ringsFrom, ringsTo, type Shapes } from '../atlas/shapes.ts'
import type { Steps } from '../atlas/steps.ts'

export type Junctions = {
  /** By position: a number that equal vertices share. Undefined beyond the members' positions. */
  readonly vertices: Int32Array
  /** By vertex: 1 at a junction. */
  readonly junctions: Uint8Array
}

/** Table of the distinct vertices, by open addressing: half of it stays empty. */
const tableFor = (positions: number): Int32Array =>
  new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, 2 * positions)))).fill(-1)

/** The four words of two doubles, the lower halves first of all: near each other, the upper ones are alike. */
const hash = (bits: Uint32Array, position: number): number => {
  const at = 4 * position
  const lower = Math.imul(bits[at] as number, 0x85eb_ca6b) ^ Math.imul(bits[at + 2] as number, 0xc2b2_ae35)
  const all =
    Math.imul(lower ^ (lower >>> 15) ^ (bits[at + 1] as number), 0x9e37_79b1) ^ (bits[at + 3] as number)
  return Math.imul(all ^ (all >>> 13), 0x27d4_eb2f) >>> 4
}

/** Some milliseconds' worth. */
const SHAPES_A_STEP = 2_048

function* numberVertices(
  { coordinates }: Shapes,
  spans: readonly (readonly [from: number, to: number])[],
  vertices: Int32Array,
): Steps<number> {
  const bits = new Uint32Array(coordinates.buffer, coordinates.byteOffset, 2 * coordinates.length)
  const table = tableFor(spans.reduce((sum, [from, to]) => sum + to - from, 0))
  const mask = table.length - 1
  let count = 0
  for (const [n, [from, to]] of spans.entries()) {
    if (n % SHAPES_A_STEP === 0) yield
    for (let at = from; at < to; at++) {
      let slot = hash(bits, at) & mask
      for (;;) {
        const other = table[slot] as number
        if (other === -1) {
          table[slot] = at
          vertices[at] = count++
          break
        }
        if (
          coordinates[2 * other] === coordinates[2 * at] &&
          coordinates[2 * other + 1] === coordinates[2 * at + 1]
        ) {
          vertices[at] = vertices[other] as number
          break
        }
        slot = (slot + 1) & mask
      }
    }
  }
  return count
}

/** `members` are shapes of one level. */
export function* findJunctions(shapes: Shapes, members: Uint32Array): Steps<Junctions> {
  const vertices = new Int32Array(shapes.coordinates.length / 2)
  const spans = Array.from(
    members,
    (shape) => [positionsFrom(shapes, shape), positionsTo(shapes, shape)] as const,
  )
  const count = yield* numberVertices(shapes, spans, vertices)
  const junctions = new Uint8Array(count)
  const [lower, upper] = [new Int32Array(count).fill(-1), new Int32Array(count)]
  for (const [n, shape] of members.entries()) {
    if (n % SHAPES_A_STEP === 0) yield
    const lastRing = ringsTo(shapes, shape)
    for (let ring = ringsFrom(shapes, shape); ring < lastRing; ring++) {
      const from = shapes.ringStarts[ring] as number
      const last = (shapes.ringStarts[ring + 1] as number) - 1
      let before = vertices[last - 1] as number
      for (let at = from; at < last; at++) {
        const vertex = vertices[at] as number
        const after = vertices[at + 1] as number
        const low = Math.min(before, after)
        const high = Math.max(before, after)
        if (lower[vertex] === -1) {
          lower[vertex] = low
          upper[vertex] = high
        } else if (lower[vertex] !== low || upper[vertex] !== high) junctions[vertex] = 1
        before = vertex
      }
    }
  }
  return { vertices, junctions }
}
