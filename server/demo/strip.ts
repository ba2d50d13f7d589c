/** Carves a long strip of even width off a block along its common border with a neighbour: ground that no village took. Metres. */
import { type Anchor, applyCut, isClean, pointsOf } from './cut.ts'
import { at, directed, type Mesh, ringOf, vertexAt, type Xy } from './mesh.ts'
import { areaOf, crossOf, lengthOf, minus } from './plane.ts'

const MIN_LENGTH_M = 450
const MAX_LENGTH_M = 2600
const MIN_ANGLE = (25 * Math.PI) / 180

/** The stretch of the face's ring, in its order, on whose other side the neighbour lies. */
const commonBorder = (mesh: Mesh, face: number, neighbour: number): number[] => {
  const ring = ringOf(mesh, face)
  const shared = ring.map(
    (a, i) => mesh.faceLeft.get(directed(at(ring, (i + 1) % ring.length), a)) === neighbour,
  )
  const first = shared.findIndex((is, i) => is && !at(shared, (i + ring.length - 1) % ring.length))
  if (first < 0) return []
  const border = [at(ring, first)]
  for (let i = first; at(shared, i % ring.length) && border.length <= ring.length; i++)
    border.push(at(ring, (i + 1) % ring.length))
  return border
}

/** The point of the ring at this distance from a vertex, walking forward (step 1) or back (step -1). */
const walk = (mesh: Mesh, ring: readonly number[], start: number, step: 1 | -1, distance: number): Anchor => {
  let [index, left] = [start, distance]
  for (;;) {
    const next = (index + step + ring.length) % ring.length
    const [a, b] = [vertexAt(mesh, at(ring, index)), vertexAt(mesh, at(ring, next))]
    const along = minus(b, a)
    const length = lengthOf(along)
    if (Math.abs(length - left) < 7) return { index: next, point: b, isVertex: true }
    if (left < length) {
      const point: Xy = [a[0] + (left / length) * along[0], a[1] + (left / length) * along[1]]
      return { index: step === 1 ? index : next, point, isVertex: false }
    }
    left -= length
    index = next
  }
}

const shifted = (points: readonly Xy[], widthM: number): Xy[] =>
  points.slice(1, -1).map((point, i) => {
    const along = minus(at(points, i + 2), at(points, i))
    const length = lengthOf(along)
    return [point[0] - (widthM * along[1]) / length, point[1] + (widthM * along[0]) / length]
  })

/** Distance along the ring's side that takes a parallel at this width, given how steeply the side leaves the border. */
const sideLength = (border: Xy, side: Xy, widthM: number): number =>
  widthM / Math.max(0.5, Math.abs(crossOf(border, side)) / (lengthOf(border) * lengthOf(side)))

/** Gives the strip and what is left of the face, or null where their common border has no good shape for one. */
export const carveStrip = (
  mesh: Mesh,
  face: number,
  neighbour: number,
  areaM2: number,
): { strip: number; rest: number } | null => {
  const border = commonBorder(mesh, face, neighbour)
  const points = border.map((v) => vertexAt(mesh, v))
  const length = points.slice(1).reduce((sum, p, i) => sum + lengthOf(minus(p, at(points, i))), 0)
  if (length < MIN_LENGTH_M || length > MAX_LENGTH_M) return null
  const widthM = areaM2 / length
  const ring = ringOf(mesh, face)
  const [start, end] = [ring.indexOf(at(border, 0)), ring.indexOf(at(border, border.length - 1))]
  const pointAt = (i: number): Xy => vertexAt(mesh, at(ring, (i + ring.length) % ring.length))
  const from = walk(
    mesh,
    ring,
    start,
    -1,
    sideLength(minus(at(points, 1), at(points, 0)), minus(pointAt(start - 1), pointAt(start)), widthM),
  )
  const to = walk(
    mesh,
    ring,
    end,
    1,
    sideLength(
      minus(at(points, points.length - 1), at(points, points.length - 2)),
      minus(pointAt(end + 1), pointAt(end)),
      widthM,
    ),
  )
  const cut = { from, via: shifted(points, widthM), to }
  if (!isClean(pointsOf(mesh, face), cut, MIN_ANGLE)) return null
  const [rest, strip] = applyCut(mesh, face, cut, 'wall')
  if (areaOf(pointsOf(mesh, strip)) <= 0) throw new Error('a strip was carved inside out')
  return { strip, rest }
}
