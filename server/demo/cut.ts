/** Where a block is divided next: a candidate street from one side of its ring to the other, judged by the shapes of its halves. Metres. */
import {
  addVertex,
  at,
  divideEdge,
  divideFace,
  type Mesh,
  ringOf,
  vertexAt,
  type Way,
  type Xy,
} from './mesh.ts'
import {
  areaOf,
  centroidOf,
  compactnessOf,
  crossOf,
  isInside,
  lengthOf,
  longAxisOf,
  minus,
  type Ring,
  segmentsMeet,
} from './plane.ts'
import type { Random } from './random.ts'

/** An end of a cut: a vertex of the ring, or a new point on the edge after that vertex. */
export type Anchor = { readonly index: number; readonly point: Xy; readonly isVertex: boolean }
export type Cut = { readonly from: Anchor; readonly via: readonly Xy[]; readonly to: Anchor }

export type CutWish = {
  /** Wished share of the left half, 0 to 1. */
  readonly share: number
  /** How far the line may turn from square to the long axis, radians. */
  readonly turn: number
  /** Largest swing of a winding street over its length; 0 is straight. */
  readonly winding: number
  /** Distance within which a street meets one that already ends there, so that crossings form. */
  readonly meetM: number
}

const CANDIDATES = 14
const MIN_ANGLE = (50 * Math.PI) / 180
const MIN_EDGE_M = 7

export const pointsOf = (mesh: Mesh, face: number): Xy[] => ringOf(mesh, face).map((v) => vertexAt(mesh, v))

const anchorNear = (mesh: Mesh, ring: readonly number[], index: number, point: Xy, meetM: number): Anchor => {
  const candidates = [index, (index + 1) % ring.length]
    .map((i) => {
      const vertex = at(ring, i)
      const place = vertexAt(mesh, vertex)
      const junction = at(mesh.degree, vertex) >= 3
      return { index: i, point: place, distance: lengthOf(minus(place, point)), junction }
    })
    .filter((c) => c.distance < (c.junction ? Math.max(meetM, MIN_EDGE_M) : MIN_EDGE_M))
    .sort((a, b) => a.distance - b.distance)
  const nearest = candidates[0]
  return nearest
    ? { index: nearest.index, point: nearest.point, isVertex: true }
    : { index, point, isVertex: false }
}

/** The two ends of the stretch of a line that lies inside the ring and nearest to `through`. */
const chordThrough = (ring: Ring, through: Xy, direction: Xy): [number, Xy, number, Xy] | null => {
  const crossings: { t: number; index: number; point: Xy }[] = []
  for (let i = 0; i < ring.length; i++) {
    const [a, b] = [at(ring, i), at(ring, (i + 1) % ring.length)]
    const [sideA, sideB] = [crossOf(direction, minus(a, through)), crossOf(direction, minus(b, through))]
    if (sideA < 0 === sideB < 0) continue
    const share = sideA / (sideA - sideB)
    const point: Xy = [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]
    const away = minus(point, through)
    crossings.push({ t: away[0] * direction[0] + away[1] * direction[1], index: i, point })
  }
  crossings.sort((a, b) => a.t - b.t)
  let nearest: [number, Xy, number, Xy] | null = null
  let distance = Number.POSITIVE_INFINITY
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const [start, end] = [at(crossings, i), at(crossings, i + 1)]
    const away = Math.max(start.t, -end.t, 0)
    if (away >= distance) continue
    nearest = [start.index, start.point, end.index, end.point]
    distance = away
  }
  return nearest
}

const windingBetween = (from: Xy, to: Xy, winding: number, random: Random): Xy[] => {
  const along = minus(to, from)
  const length = lengthOf(along)
  const bends = winding === 0 ? 0 : Math.min(24, Math.floor(length / 75))
  const swing = Math.min(70, winding * length) * random.between(-1, 1)
  const [waves, phase] = [random.between(0.8, 2.6), random.between(0, 0.6)]
  return Array.from({ length: bends }, (_, i) => {
    const s = (i + 1) / (bends + 1)
    const aside =
      (swing * Math.sin(Math.PI * s) * Math.sin(Math.PI * (waves * s + phase)) + random.between(-1, 1)) /
      length
    return [from[0] + s * along[0] - aside * along[1], from[1] + s * along[1] + aside * along[0]]
  })
}

/** The ring's points from one end of a cut up to, without, the other. */
const stretchOf = (ring: Ring, start: Anchor, end: Anchor): Xy[] => {
  const points: Xy[] = [start.point]
  let i = start.index
  do {
    i = (i + 1) % ring.length
    if (i === end.index && end.isVertex) break
    points.push(at(ring, i))
  } while (i !== end.index)
  return points
}

/** The rings left and right of a cut. */
const halvesOf = (ring: Ring, { from, via, to }: Cut): [Ring, Ring] => [
  [...stretchOf(ring, to, from), from.point, ...via],
  [...stretchOf(ring, from, to), to.point, ...via.toReversed()],
]

const touches = (ring: Ring, anchor: Anchor, edge: number): boolean =>
  edge === anchor.index || (anchor.isVertex && (edge + 1) % ring.length === anchor.index)

/** The smaller of the angles, in radians, that a street makes with its two sides where it ends. */
const angleAt = (ring: Ring, anchor: Anchor, towards: Xy): number => {
  const before = at(ring, anchor.isVertex ? (anchor.index + ring.length - 1) % ring.length : anchor.index)
  const after = at(ring, (anchor.index + 1) % ring.length)
  const heading = minus(towards, anchor.point)
  const cosines = [before, after].map((side) => {
    const edge = minus(side, anchor.point)
    return (edge[0] * heading[0] + edge[1] * heading[1]) / (lengthOf(edge) * lengthOf(heading) || 1)
  })
  return Math.acos(Math.min(1, Math.max(-1, ...cosines)))
}

/** Whether the cut stays inside the ring, touches it at its ends alone and leaves no needle. */
export const isClean = (ring: Ring, cut: Cut, minAngle: number): boolean => {
  const path = [cut.from.point, ...cut.via, cut.to.point]
  const lastSegment = path.length - 2
  if (angleAt(ring, cut.from, at(path, 1)) < minAngle) return false
  if (angleAt(ring, cut.to, at(path, lastSegment)) < minAngle) return false
  for (let s = 0; s <= lastSegment; s++) {
    const [a, b] = [at(path, s), at(path, s + 1)]
    if (!isInside([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], ring)) return false
    for (let e = 0; e < ring.length; e++) {
      if (s === 0 && touches(ring, cut.from, e)) continue
      if (s === lastSegment && touches(ring, cut.to, e)) continue
      if (segmentsMeet(a, b, at(ring, e), at(ring, (e + 1) % ring.length))) return false
    }
  }
  return true
}

/** The best of some candidates; throws where a face has such a shape that none is clean. */
export const findCut = (mesh: Mesh, face: number, wish: CutWish, random: Random): Cut => {
  const ring = pointsOf(mesh, face)
  const vertices = ringOf(mesh, face)
  const [centre, axis, whole] = [centroidOf(ring), longAxisOf(ring), areaOf(ring)]
  let best: { cut: Cut; score: number } | undefined
  for (let tried = 0; tried < CANDIDATES * 6 && (tried < CANDIDATES || !best); tried++) {
    const hardship = Math.floor(tried / CANDIDATES)
    const angle = axis.angle + Math.PI / 2 + random.between(-1, 1) * (wish.turn + hardship * 0.3)
    const offset = axis.length * (wish.share - 0.5 + random.between(-0.12, 0.12))
    const through: Xy = [centre[0] + offset * Math.cos(axis.angle), centre[1] + offset * Math.sin(axis.angle)]
    const chord = chordThrough(ring, through, [Math.cos(angle), Math.sin(angle)])
    if (!chord) continue
    const from = anchorNear(mesh, vertices, chord[0], chord[1], wish.meetM)
    const to = anchorNear(mesh, vertices, chord[2], chord[3], wish.meetM)
    const via = windingBetween(from.point, to.point, hardship > 1 ? 0 : wish.winding, random)
    const cut = { from, via, to }
    if (!isClean(ring, cut, MIN_ANGLE / (1 + hardship * 0.6))) continue
    const [left, right] = halvesOf(ring, cut)
    const share = areaOf(left) / whole
    if (share < 0.12 || share > 0.88) continue
    const score =
      Math.min(compactnessOf(left), compactnessOf(right)) - 1.5 * Math.abs(share - wish.share) - hardship
    if (!best || score > best.score) best = { cut, score }
  }
  if (!best) throw new Error(`face ${face} of ${Math.round(whole)} m² cannot be divided`)
  return best.cut
}

/** Makes the cut: new vertices on the ring and inside, and two faces, left and right of it. */
export const applyCut = (mesh: Mesh, face: number, cut: Cut, way: Way): [left: number, right: number] => {
  const ring = ringOf(mesh, face)
  const ends = [cut.from, cut.to].map(({ index, point, isVertex }) => ({
    edge: [at(ring, index), at(ring, (index + 1) % ring.length)] as const,
    point,
    isVertex,
  }))
  const [from, to] = ends.map(({ edge: [a, b], point, isVertex }) =>
    isVertex ? a : divideEdge(mesh, a, b, point),
  )
  if (from === undefined || to === undefined) throw new RangeError('a cut has two ends')
  const via = cut.via.map((point) => addVertex(mesh, point))
  return divideFace(mesh, face, [from, via, to], way)
}
