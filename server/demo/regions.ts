/** Unions of blocks: edges that two of them share cancel, the rest chain into rings of the blocks' own vertices. Closed rings of vertex numbers. */
import { at, directed, type Mesh, ringOf, vertexAt } from './mesh.ts'
import { areaOf, isInside, minus, type Ring } from './plane.ts'

/** Closed rings: the outer one counter-clockwise, then its holes clockwise. */
export type Region = readonly (readonly number[])[]

const outerEdges = (mesh: Mesh, faces: readonly number[]): Map<number, number[]> => {
  const members = new Set(faces)
  const nextOf = new Map<number, number[]>()
  for (const face of faces) {
    const ring = ringOf(mesh, face)
    for (let i = 0; i < ring.length; i++) {
      const [a, b] = [at(ring, i), at(ring, (i + 1) % ring.length)]
      const across = mesh.faceLeft.get(directed(b, a))
      if (across !== undefined && members.has(across)) continue
      const known = nextOf.get(a)
      if (known) known.push(b)
      else nextOf.set(a, [b])
    }
  }
  return nextOf
}

const angleOf = (mesh: Mesh, from: number, to: number): number => {
  const [x, y] = minus(vertexAt(mesh, to), vertexAt(mesh, from))
  return Math.atan2(y, x)
}

/** Where rings touch in a vertex, the first way out clockwise of where we came from keeps the region on the left. */
const takeNext = (mesh: Mesh, nextOf: Map<number, number[]>, from: number, vertex: number): number => {
  const ways = nextOf.get(vertex) ?? []
  const back = angleOf(mesh, vertex, from)
  const turns = ways.map((to) => {
    const turn = back - angleOf(mesh, vertex, to)
    return turn <= 0 ? turn + 2 * Math.PI : turn
  })
  const chosen = ways.length === 1 ? 0 : turns.indexOf(Math.min(...turns))
  const [next] = ways.splice(chosen, 1)
  if (next === undefined) throw new Error(`the border ends at vertex ${vertex}`)
  if (ways.length === 0) nextOf.delete(vertex)
  return next
}

/** A vertex met twice closes a loop of its own, so that no ring touches itself. */
const ringsOf = (mesh: Mesh, nextOf: Map<number, number[]>): number[][] => {
  const rings: number[][] = []
  for (let start = nextOf.keys().next(); !start.done; start = nextOf.keys().next()) {
    const path = [start.value]
    const seenAt = new Map([[start.value, 0]])
    let from = start.value
    while (path.length > 0) {
      const vertex = at(path, path.length - 1)
      const next = takeNext(mesh, nextOf, from, vertex)
      from = vertex
      const seen = seenAt.get(next)
      if (seen === undefined) {
        seenAt.set(next, path.length)
        path.push(next)
        continue
      }
      const loop = path.splice(seen)
      for (const v of loop) seenAt.delete(v)
      rings.push([...loop, next])
      if (path.length === 0) break
      seenAt.set(next, path.length)
      path.push(next)
    }
  }
  return rings
}

/** The union of faces as polygons. */
export const unionOf = (mesh: Mesh, faces: readonly number[]): Region[] => {
  const rings = ringsOf(mesh, outerEdges(mesh, faces)).map((ring) => {
    const points: Ring = ring.slice(1).map((v) => vertexAt(mesh, v))
    return { ring, points, areaM2: areaOf(points) }
  })
  const outer = rings.filter((r) => r.areaM2 > 0)
  return outer.map((whole) => {
    const holes = rings.filter(
      (r) => r.areaM2 < 0 && (outer.length === 1 || isInside(at(r.points, 0), whole.points)),
    )
    return [whole.ring, ...holes.map((hole) => hole.ring)]
  })
}
