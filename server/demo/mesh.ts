/**
 * A planar mesh whose faces share vertices: a vertex put on an edge enters the rings of both neighbours, so faces tile exactly and stay noded.
 * Metres in a projected plane; rings are counter-clockwise, not closed.
 */

export type Xy = readonly [number, number]
/** What runs along an edge. `wall` is a border without a street. */
export type Way = 'outline' | 'main' | 'street' | 'lane' | 'wall'

export type Mesh = {
  readonly x: number[]
  readonly y: number[]
  /** Edges that meet in a vertex. */
  readonly degree: number[]
  readonly rings: Map<number, number[]>
  /** Directed edge → the face on its left. */
  readonly faceLeft: Map<number, number>
  /** Undirected edge → what runs along it. */
  readonly ways: Map<number, Way>
  nextFace: number
}

const MOST_VERTICES = 2 ** 21
export const directed = (a: number, b: number): number => a * MOST_VERTICES + b
const undirected = (a: number, b: number): number => (a < b ? directed(a, b) : directed(b, a))

/** The item at an index that is known to exist. */
export const at = <T>(items: ArrayLike<T>, index: number): T => {
  const item = items[index]
  if (item === undefined) throw new RangeError(`no item ${index} of ${items.length}`)
  return item
}

export const vertexAt = (mesh: Mesh, vertex: number): Xy => [at(mesh.x, vertex), at(mesh.y, vertex)]
export const ringOf = (mesh: Mesh, face: number): number[] => {
  const ring = mesh.rings.get(face)
  if (!ring) throw new RangeError(`no face ${face}`)
  return ring
}
export const wayOf = (mesh: Mesh, a: number, b: number): Way => mesh.ways.get(undirected(a, b)) ?? 'wall'

export const addVertex = (mesh: Mesh, [x, y]: Xy): number => {
  mesh.x.push(x)
  mesh.y.push(y)
  mesh.degree.push(2)
  return mesh.x.length - 1
}

const addFace = (mesh: Mesh, ring: number[]): number => {
  const face = mesh.nextFace++
  mesh.rings.set(face, ring)
  for (let i = 0; i < ring.length; i++)
    mesh.faceLeft.set(directed(at(ring, i), at(ring, (i + 1) % ring.length)), face)
  return face
}

/** One face: the inside of the outline. */
export const meshOf = (outline: readonly Xy[]): Mesh => {
  const mesh: Mesh = {
    x: [],
    y: [],
    degree: [],
    rings: new Map(),
    faceLeft: new Map(),
    ways: new Map(),
    nextFace: 0,
  }
  const ring = outline.map((point) => addVertex(mesh, point))
  addFace(mesh, ring)
  ring.forEach((a, i) => {
    mesh.ways.set(undirected(a, at(ring, (i + 1) % ring.length)), 'outline')
  })
  return mesh
}

/** Puts a new vertex on the edge a→b, in both faces that have it. */
export const divideEdge = (mesh: Mesh, a: number, b: number, point: Xy): number => {
  const vertex = addVertex(mesh, point)
  const way = wayOf(mesh, a, b)
  mesh.ways.delete(undirected(a, b))
  mesh.ways.set(undirected(a, vertex), way)
  mesh.ways.set(undirected(vertex, b), way)
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    const face = mesh.faceLeft.get(directed(from, to))
    if (face === undefined) continue
    const ring = ringOf(mesh, face)
    ring.splice(ring.indexOf(from) + 1, 0, vertex)
    mesh.faceLeft.delete(directed(from, to))
    mesh.faceLeft.set(directed(from, vertex), face)
    mesh.faceLeft.set(directed(vertex, to), face)
  }
  return vertex
}

/** Divides a face along from → via… → to, both ends on its ring. Gives the face on the left of that path, then the one on its right. */
export const divideFace = (
  mesh: Mesh,
  face: number,
  [from, via, to]: readonly [number, readonly number[], number],
  way: Way,
): [left: number, right: number] => {
  const ring = ringOf(mesh, face)
  mesh.rings.delete(face)
  const turned = [...ring.slice(ring.indexOf(from)), ...ring.slice(0, ring.indexOf(from))]
  const cut = turned.indexOf(to)
  const path = [from, ...via, to]
  for (let i = 0; i + 1 < path.length; i++) mesh.ways.set(undirected(at(path, i), at(path, i + 1)), way)
  mesh.degree[from] = at(mesh.degree, from) + 1
  mesh.degree[to] = at(mesh.degree, to) + 1
  const left = addFace(mesh, [...path.slice(0, -1), ...turned.slice(cut)])
  const right = addFace(mesh, [...turned.slice(0, cut), to, ...via.toReversed()])
  return [left, right]
}
