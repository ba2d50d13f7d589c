/** Shapes of a coverage share their vertices with each other and with what stands. Pure, and in steps: a coverage of a city has millions of them. */
import { mapInSteps, type Steps } from '../../atlas/steps.ts'
import { addNodes, nodeIndex, verticesOf } from '../add-nodes.ts'
import { type Polygons, type Position, withoutRepeats } from '../draft-face.ts'
import { nearestOf, snapTo } from './snap.ts'

const SHAPES_A_STEP = 20

export function* verticesOfAll(shapes: readonly Polygons[]): Steps<Map<string, Position>> {
  const found = new Map<string, Position>()
  for (const [n, polygons] of shapes.entries()) {
    if (n % SHAPES_A_STEP === 0) yield
    for (const [key, position] of verticesOf(polygons)) found.set(key, position)
  }
  return found
}

/** One vertex for all that lie within the tolerance of each other: the one that stands, else the first that came. */
export function* shareVertices(
  shapes: readonly Polygons[],
  standing: ReadonlyMap<string, Position>,
  nearM: number,
): Steps<Polygons[]> {
  const onStanding = nearestOf([...standing.values()], nearM)
  yield
  const own = yield* verticesOfAll(shapes)
  const place = yield* snapTo([...own.values()], onStanding, nearM)
  const moved = yield* mapInSteps(shapes, SHAPES_A_STEP, (polygons) =>
    polygons.map((rings) => rings.map((ring) => withoutRepeats(ring.map(place)))),
  )
  const nodes = new Map([...(yield* verticesOfAll(moved)), ...standing])
  yield
  const index = nodeIndex([...nodes.values()], nearM)
  return yield* mapInSteps(moved, SHAPES_A_STEP, (polygons) => addNodes(polygons, index))
}
