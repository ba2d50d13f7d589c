/**
 * The proof by edges. Where faces are valid and the directed edges of the children cancel against those of the parent, the children hold every point of the
 * parent once and no other: they tile it, exactly, without any arithmetic on coordinates. What does not cancel is where to look. Edges are compared by
 * the bits of their ends.
 */
import { ringsFrom, ringsTo, type Shapes } from '../../atlas/shapes.ts'
import type { Steps } from '../../atlas/steps.ts'

/** Edge n goes from position `starts[n]` to the next one of the same ring, of the shape `rows[n]`. */
export type LooseEdges = { readonly rows: readonly number[]; readonly starts: readonly number[] }

/** Some milliseconds' worth. */
const EDGES_A_STEP = 16_384

/** Work space for one group after the other: a table of slots over entries, an entry a distinct edge. */
export type EdgeTable = { slots: Int32Array; entryStart: Int32Array; net: Int32Array; entryOf: Int32Array }
export const edgeTable = (): EdgeTable => ({
  slots: new Int32Array(0),
  entryStart: new Int32Array(0),
  net: new Int32Array(0),
  entryOf: new Int32Array(0),
})

const makeRoom = (table: EdgeTable, edges: number): number => {
  const size = 2 ** Math.ceil(Math.log2(Math.max(8, 2 * edges)))
  if (table.slots.length < size) table.slots = new Int32Array(size)
  else table.slots.fill(0, 0, size)
  if (table.net.length < edges) {
    table.entryStart = new Int32Array(edges)
    table.net = new Int32Array(edges)
    table.entryOf = new Int32Array(edges)
  }
  return size - 1
}

const edgesOf = ({ ringStarts }: Shapes, fromRing: number, toRing: number): number =>
  (ringStarts[toRing] as number) - (ringStarts[fromRing] as number) - (toRing - fromRing)

/** Whether a ring turns anticlockwise; from its first position, because degrees far from zero would cancel. */
const isAnticlockwise = ({ coordinates, ringStarts }: Shapes, ring: number): boolean => {
  const first = 2 * (ringStarts[ring] as number)
  const end = 2 * ((ringStarts[ring + 1] as number) - 1)
  const [ox, oy] = [coordinates[first] as number, coordinates[first + 1] as number]
  let sum = 0
  for (let at = first; at < end; at += 2) {
    const ax = (coordinates[at] as number) - ox
    const ay = (coordinates[at + 1] as number) - oy
    const bx = (coordinates[at + 2] as number) - ox
    const by = (coordinates[at + 3] as number) - oy
    sum += ax * by - bx * ay
  }
  return sum > 0
}

const hashOf = (words: Uint32Array, position: number): number => {
  const at = 4 * position
  let hash = Math.imul(words[at] as number, 0x85ebca6b) ^ (words[at + 1] as number)
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35) ^ (words[at + 2] as number)
  hash = Math.imul(hash ^ (hash >>> 13), 0x27d4eb2f) ^ (words[at + 3] as number)
  hash = Math.imul(hash ^ (hash >>> 16), 0x9e3779b1)
  return hash ^ (hash >>> 15)
}

/**
 * What is left of the edges of a group. `parent` is a row of the shapes, or null on the first level, where what is left is the border of all together.
 * Rings may turn either way.
 */
export function* findLooseEdges(
  table: EdgeTable,
  shapes: Shapes,
  { parent, children }: { parent: number | null; children: readonly number[] },
): Steps<LooseEdges> {
  const { coordinates, ringStarts, polygonStarts, firstPolygon, lastPolygon } = shapes
  const words = new Uint32Array(coordinates.buffer, coordinates.byteOffset, 2 * coordinates.length)
  const members = parent === null ? children : [...children, parent]
  const edges = members.reduce(
    (n, row) => n + edgesOf(shapes, ringsFrom(shapes, row), ringsTo(shapes, row)),
    0,
  )
  const mask = makeRoom(table, edges)
  const { slots, entryStart, net, entryOf } = table
  let [entries, met, stepped] = [0, 0, 0]

  /** The same edge, in either direction. */
  const isSame = (a: number, b: number): boolean => {
    const [ax, ay, au, av] = [2 * a, 2 * a + 1, 2 * a + 2, 2 * a + 3]
    const [bx, by, bu, bv] = [2 * b, 2 * b + 1, 2 * b + 2, 2 * b + 3]
    return (
      (coordinates[ax] === coordinates[bx] &&
        coordinates[ay] === coordinates[by] &&
        coordinates[au] === coordinates[bu] &&
        coordinates[av] === coordinates[bv]) ||
      (coordinates[ax] === coordinates[bu] &&
        coordinates[ay] === coordinates[bv] &&
        coordinates[au] === coordinates[bx] &&
        coordinates[av] === coordinates[by])
    )
  }
  const addRing = (ring: number, sign: 1 | -1): void => {
    const end = (ringStarts[ring + 1] as number) - 1
    let hash = hashOf(words, ringStarts[ring] as number)
    for (let at = ringStarts[ring] as number; at < end; at++) {
      const next = hashOf(words, at + 1)
      let slot = Math.imul(hash + next, 0x9e3779b1) >>> 7
      hash = next
      const dx = (coordinates[2 * at + 2] as number) - (coordinates[2 * at] as number)
      const dy = (coordinates[2 * at + 3] as number) - (coordinates[2 * at + 1] as number)
      let entry = -1
      for (; ; slot++) {
        const taken = slots[slot & mask] as number
        if (taken === 0) {
          entry = entries++
          slots[slot & mask] = entry + 1
          entryStart[entry] = at
          net[entry] = 0
          break
        }
        if (isSame(entryStart[taken - 1] as number, at)) {
          entry = taken - 1
          break
        }
      }
      entryOf[met++] = entry
      // An edge without length has no direction and no ground.
      const direction = dx > 0 || (dx === 0 && dy > 0) ? sign : dx === 0 && dy === 0 ? 0 : -sign
      net[entry] = (net[entry] as number) + direction
    }
  }
  for (const row of members) {
    for (let polygon = firstPolygon[row] as number; polygon < (lastPolygon[row] as number); polygon++) {
      const exterior = polygonStarts[polygon] as number
      for (let ring = exterior; ring < (polygonStarts[polygon + 1] as number); ring++) {
        const asItShould = isAnticlockwise(shapes, ring) === (ring === exterior)
        addRing(ring, asItShould === (row !== parent) ? 1 : -1)
        if (met - stepped < EDGES_A_STEP) continue
        stepped = met
        yield
      }
    }
  }
  const loose = { rows: [] as number[], starts: [] as number[] }
  met = 0
  for (const row of members) {
    for (let ring = ringsFrom(shapes, row); ring < ringsTo(shapes, row); ring++) {
      const end = (ringStarts[ring + 1] as number) - 1
      for (let at = ringStarts[ring] as number; at < end; at++, met++) {
        if (net[entryOf[met] as number] === 0) continue
        loose.rows.push(row)
        loose.starts.push(at)
      }
    }
  }
  yield
  return loose
}
