/** Moves vertices of every grid, of any level, that has them: both sides of a border move as one, and no gap can come of it. */
import { Conflict, InvalidInput } from '../../errors.ts'
import { onStep } from '../../grids/coordinate-step.ts'
import type { OperationOf } from '../../shared/operations.ts'
import { keyOf } from '../add-nodes.ts'
import { type FaceWrite, listFacesAt, type Position, withoutRepeats } from '../draft-face.ts'
import type { Editing, Operate } from './editing.ts'
import { requireSameTurn, requireValid } from './require-valid.ts'

export const rounded = ([lon, lat]: Position): Position => [onStep(lon), onStep(lat)]

const move = async (
  editing: Editing,
  moves: readonly (readonly [Position, Position])[],
): Promise<FaceWrite[]> => {
  const to = new Map(moves.map(([from, wanted]) => [keyOf(rounded(from)), rounded(wanted)]))
  const near = await listFacesAt(
    editing.trx,
    editing.faces,
    moves.map(([from]) => rounded(from)),
    0,
  )
  const found = new Set<string>()
  const moved = near.flatMap((face): FaceWrite[] => {
    let has = false
    const polygons = face.polygons.map((rings) =>
      rings.map((ring) =>
        ring.map((position) => {
          const key = keyOf(position)
          const wanted = to.get(key)
          if (!wanted) return position
          has = true
          found.add(key)
          return wanted
        }),
      ),
    )
    if (!has) return []
    const write = { ...face, polygons: polygons.map((rings) => rings.map(withoutRepeats)) }
    requireSameTurn(face.polygons, write)
    return [write]
  })
  if (found.size < to.size)
    throw new Conflict('no_such_vertex', 'No grid of the draft has a vertex there (any more).')
  await requireValid(editing, moved)
  return moved
}

export const moveVertex: Operate<'move_vertex'> = (editing, { from, to }) => move(editing, [[from, to]])

export const moveEdge: Operate<'move_edge'> = (editing, { edge: [a, b], by: [east, north] }) =>
  move(editing, [
    [a, [rounded(a)[0] + east, rounded(a)[1] + north]],
    [b, [rounded(b)[0] + east, rounded(b)[1] + north]],
  ])

type Path = readonly Position[]

/** The ring with the path replaced, in whichever direction it runs; null where it does not hold the whole path. */
const replacePath = (ring: readonly Position[], path: Path, to: Path): Position[] | null => {
  const open = ring.slice(0, -1)
  for (const [from, into] of [
    [path, to],
    [[...path].reverse(), [...to].reverse()],
  ] as const) {
    const keys = from.map(keyOf)
    const start = open.findIndex((_, n) =>
      keys.every((key, k) => keyOf(open[(n + k) % open.length] as Position) === key),
    )
    if (start < 0) continue
    const rest = open.length - from.length
    const others = Array.from(
      { length: rest },
      (_, n) => open[(start + from.length + n) % open.length] as Position,
    )
    const made = [...into, ...others]
    return [...made, made[0] as Position]
  }
  return null
}

export const reshape: Operate<'reshape'> = async (editing, operation: OperationOf<'reshape'>) => {
  const path = operation.path.map(rounded)
  const to = operation.to.map(rounded)
  const ends = [path.at(0), path.at(-1), to.at(0), to.at(-1)] as Position[]
  const [a, b, c, d] = ends.map(keyOf)
  if (a !== c || b !== d)
    throw new InvalidInput('other_ends', 'The new border must begin and end where the former did.')
  const inner = new Set(path.slice(1, -1).map(keyOf))
  const moved: FaceWrite[] = []
  for (const face of await listFacesAt(editing.trx, editing.faces, path, 0)) {
    let replaced = false
    const polygons = face.polygons.map((rings) =>
      rings.map((ring) => {
        const made = replacePath(ring, path, to)
        if (!made && ring.some((position) => inner.has(keyOf(position)))) {
          throw new Conflict(
            'border_meets_here',
            `The border of ${face.code} meets this one between its ends; draw it anew from there.`,
          )
        }
        replaced ||= made !== null
        return made ?? ring
      }),
    )
    if (!replaced) continue
    requireSameTurn(face.polygons, { ...face, polygons })
    moved.push({ ...face, polygons })
  }
  if (moved.length === 0)
    throw new Conflict('no_such_border', 'No grid of the draft has this border (any more).')
  await requireValid(editing, moved)
  return moved
}
