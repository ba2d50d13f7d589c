/** Shapes of grids after some of them changed: those that stay copied run by run, the written ones behind them, and nothing of those that went. */
import { finishShapes, type Shapes, type ShapesWriter } from './shapes.ts'
import type { Steps } from './steps.ts'

/** Polygons that stay, from the first to before the last, and where they come to stand. */
type Run = { readonly from: number; to: number; readonly at: number }

const RUNS_A_STEP = 4_096
/** Two megabytes. */
const POSITIONS_A_STEP = 131_072

/** Neighbours in memory go as one run. Fills in where each shape that stays has its polygons from then on. */
const runsOf = (
  before: Shapes,
  stays: (shape: number) => boolean,
  first: Uint32Array,
  last: Uint32Array,
): { runs: Run[]; polygons: number } => {
  const runs: Run[] = []
  let polygons = 0
  for (let shape = 0; shape < before.firstPolygon.length; shape++) {
    if (!stays(shape)) continue
    const [from, to] = [before.firstPolygon[shape] as number, before.lastPolygon[shape] as number]
    if (to === from) continue
    const run = runs.at(-1)
    if (run?.to === from) run.to = to
    else runs.push({ from, to, at: polygons })
    first[shape] = polygons
    polygons += to - from
    last[shape] = polygons
  }
  return { runs, polygons }
}

/** `written` are the shapes of `numbers`, in their order, with their polygons; `stays` says which of the others are copied. */
export function* moveShapes(
  before: Shapes,
  size: number,
  stays: (shape: number) => boolean,
  {
    written,
    numbers,
    polygonsOf,
  }: {
    readonly written: ShapesWriter
    readonly numbers: Uint32Array
    readonly polygonsOf: (place: number) => readonly [first: number, last: number]
  },
): Steps<Shapes> {
  const [first, last] = [new Uint32Array(size), new Uint32Array(size)]
  const { runs, polygons } = runsOf(before, stays, first, last)
  for (let place = 0; place < numbers.length; place++) {
    const [from, to] = polygonsOf(place)
    first[numbers[place] as number] = polygons + from
    last[numbers[place] as number] = polygons + to
  }
  yield
  // Nothing to copy: at loading all are written, and what was written is what there is.
  if (runs.length === 0) return finishShapes(written, first, last)
  const ringsAt = (polygon: number): number => before.polygonStarts[polygon] as number
  const positionsAt = (ring: number): number => before.ringStarts[ring] as number
  let [rings, positions] = [0, 0]
  for (const { from, to } of runs) {
    rings += ringsAt(to) - ringsAt(from)
    positions += positionsAt(ringsAt(to)) - positionsAt(ringsAt(from))
  }
  const coordinates = new Float64Array(2 * positions + written.length)
  const ringStarts = new Uint32Array(rings + written.ringStarts.length + 1)
  const polygonStarts = new Uint32Array(polygons + written.polygonStarts.length + 1)
  yield
  let [ring, position] = [0, 0]
  for (const [n, { from, to, at }] of runs.entries()) {
    const [firstRing, endRing] = [ringsAt(from), ringsAt(to)]
    const [firstPosition, endPosition] = [positionsAt(firstRing), positionsAt(endRing)]
    for (let p = from; p < to; p++) polygonStarts[at + p - from] = ringsAt(p) - firstRing + ring
    for (let r = firstRing; r < endRing; r++)
      ringStarts[ring + r - firstRing] = positionsAt(r) - firstPosition + position
    for (let p = firstPosition; p < endPosition; p += POSITIONS_A_STEP) {
      const end = Math.min(endPosition, p + POSITIONS_A_STEP)
      coordinates.set(before.coordinates.subarray(2 * p, 2 * end), 2 * (position + p - firstPosition))
      if (end < endPosition) yield
    }
    ring += endRing - firstRing
    position += endPosition - firstPosition
    if (n % RUNS_A_STEP === RUNS_A_STEP - 1) yield
  }
  yield
  coordinates.set(written.coordinates.subarray(0, written.length), 2 * positions)
  for (const [n, start] of written.ringStarts.entries()) ringStarts[rings + n] = positions + start
  for (const [n, start] of written.polygonStarts.entries()) polygonStarts[polygons + n] = rings + start
  ringStarts[ringStarts.length - 1] = coordinates.length / 2
  polygonStarts[polygonStarts.length - 1] = ringStarts.length - 1
  return { coordinates, ringStarts, polygonStarts, firstPolygon: first, lastPolygon: last }
}
