/** Draws a border anew between two of its vertices, in every grid, of any level, that has it. */
import { Conflict, InvalidInput } from '../../errors.ts'
import type { OperationOf } from '../../shared/operations.ts'
import { keyOf } from '../add-nodes.ts'
import { type FaceWrite, listFacesAt, type Position } from '../draft-face.ts'
import type { Operate } from './editing.ts'
import { joinVertices } from './join-vertices.ts'
import { rounded } from './move-vertices.ts'
import { requireSameTurn, requireValid } from './require-valid.ts'

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
  const { nodeM } = editing.tolerances
  for (const face of await listFacesAt(editing.trx, editing.faces, path, nodeM)) {
    let replaced = false
    const polygons = joinVertices(face.polygons, path, nodeM).map((rings) =>
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
