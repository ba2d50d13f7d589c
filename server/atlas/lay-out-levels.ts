/** The levels of grids.ts: which grids each has in order of code, and how they are found by box and by position. What did not change stays, what changed a little is mended. */
import { moveBoxes, packBoxes } from './box-index.ts'
import type { GridLevel, GridScheme, Grids, LevelRef, SchemeRef } from './grids.ts'
import { latticeSteps } from './lattice.ts'
import { type LevelMove, moveLattice } from './move-lattice.ts'
import type { Steps } from './steps.ts'

export type SchemeRow = { readonly ref: SchemeRef; readonly levels: readonly LevelRef[] }

/** What is laid out already of the grids to come. */
type After = {
  readonly levelIds: Uint32Array
  readonly boxes: Float64Array
  readonly codeRanks: Uint32Array
  readonly inOrder: Uint32Array
}

/** By level, what left it and what came. */
const movesOf = (before: Grids, moved: Uint8Array, after: After): Map<number, LevelMove> => {
  type Made = LevelMove & { leaving: number[]; entering: number[] }
  const moves = new Map<number, Made>()
  const of = (levelId: number): Made => {
    const known = moves.get(levelId)
    if (known) return known
    const { boxes, codeRanks } = after
    const made = { leaving: [], entering: [], boxesBefore: before.boxes, boxes, codeRanks }
    moves.set(levelId, made)
    return made
  }
  for (let number = 0; number < moved.length; number++) {
    if (moved[number] === 0) continue
    const [former, now] = [before.levelIds[number] ?? 0, after.levelIds[number] as number]
    if (former !== 0) of(former).leaving.push(number)
    if (now !== 0) of(now).entering.push(number)
  }
  return moves
}

/** In order of code. A plain loop: a typed array's own filter takes 20 ms for 100,000. */
const membersOf = (levelId: number, { inOrder, levelIds }: After): Uint32Array => {
  const members = new Uint32Array(inOrder.length)
  let count = 0
  for (let rank = 0; rank < inOrder.length; rank++) {
    const number = inOrder[rank] as number
    if (levelIds[number] === levelId) members[count++] = number
  }
  return members.slice(0, count)
}

function* layOutLevel(
  before: GridLevel | undefined,
  { ref, scheme }: { ref: LevelRef; scheme: number },
  move: LevelMove,
  after: After,
): Steps<GridLevel> {
  const { boxes } = after
  const members = membersOf(ref.id, after)
  yield
  if (members.length === 0) return { ref, scheme, members, index: null, lattice: null }
  // Cells are made for so many grids; twice as many, or half, ask for others.
  const isAlike =
    before && members.length < 2 * before.members.length && 2 * members.length > before.members.length
  const index = isAlike && before.index ? moveBoxes(before.index, boxes, move.leaving, move.entering) : null
  const lattice = isAlike && index && before.lattice ? moveLattice(before.lattice, move) : null
  yield
  return {
    ref,
    scheme,
    members,
    index: index ?? (yield* packBoxes(boxes, members)),
    lattice: lattice ?? (yield* latticeSteps(boxes, members)),
  }
}

export function* layOutSchemes(
  before: Grids,
  schemeRows: readonly SchemeRow[],
  moved: Uint8Array,
  after: After,
): Steps<GridScheme[]> {
  const moves = movesOf(before, moved, after)
  const schemes: GridScheme[] = []
  for (const [scheme, { ref, levels }] of schemeRows.entries()) {
    const laidOut: GridLevel[] = []
    for (const level of levels) {
      const [known, move] = [before.levels.get(level.id), moves.get(level.id)]
      if (known && move === undefined) laidOut.push({ ...known, ref: level, scheme })
      else {
        const none = { ...after, leaving: [], entering: [], boxesBefore: before.boxes }
        laidOut.push(yield* layOutLevel(known, { ref: level, scheme }, move ?? none, after))
      }
    }
    schemes.push({ ref, levels: laidOut })
  }
  return schemes
}
