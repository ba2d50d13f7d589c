/** A lattice after a few grids of its level changed: the cells that they meet are filled anew, all others copied. */
import { eachCell, type Lattice, liesIn } from './lattice.ts'

export type LevelMove = {
  /** Numbers of what left the level and of what came into it; a grid that changed did both. */
  readonly leaving: readonly number[]
  readonly entering: readonly number[]
  readonly boxesBefore: Float64Array
  readonly boxes: Float64Array
  /** By number. */
  readonly codeRanks: Uint32Array
}

/** Beyond this all of it is made anew in the same time. */
const MOST_CELLS = 20_000

/** By cell met, which grids come into it. */
const cellsMet = (
  lattice: Lattice,
  { leaving, entering, boxesBefore, boxes }: LevelMove,
): Map<number, number[]> => {
  const met = new Map<number, number[]>()
  for (const n of leaving)
    eachCell(lattice, boxesBefore, n, (c) => {
      if (!met.has(c)) met.set(c, [])
    })
  for (const n of entering)
    eachCell(lattice, boxes, n, (c) => {
      const known = met.get(c)
      if (known) known.push(n)
      else met.set(c, [n])
    })
  return met
}

/** Null where the frame does not hold them, or they meet too many cells. */
export const moveLattice = (lattice: Lattice, move: LevelMove): Lattice | null => {
  if (!move.entering.every((n) => liesIn(lattice, move.boxes, n))) return null
  const met = cellsMet(lattice, move)
  if (met.size > MOST_CELLS) return null
  const left = new Set(move.leaving)
  const byCode = (a: number, b: number): number =>
    (move.codeRanks[a] as number) - (move.codeRanks[b] as number)
  const { starts, items } = lattice
  const filled = [...met]
    .sort(([a], [b]) => a - b)
    .map(([cell, came]) => {
      const stay = [...items.subarray(starts[cell], starts[cell + 1])].filter((n) => !left.has(n))
      return { cell, items: [...stay, ...came].sort(byCode) }
    })
  const startsAfter = starts.slice()
  const itemsAfter: Uint32Array[] = []
  let [copied, more] = [0, 0]
  for (const [n, { cell, items: inCell }] of filled.entries()) {
    itemsAfter.push(items.subarray(copied, starts[cell]), Uint32Array.from(inCell))
    copied = starts[cell + 1] as number
    more += inCell.length - (copied - (starts[cell] as number))
    const next = filled[n + 1]?.cell ?? starts.length - 1
    if (more !== 0) for (let c = cell + 1; c <= next; c++) startsAfter[c] = (starts[c] as number) + more
  }
  itemsAfter.push(items.subarray(copied))
  const all = new Uint32Array(items.length + more)
  let at = 0
  for (const part of itemsAfter) {
    all.set(part, at)
    at += part.length
  }
  return { ...lattice, starts: startsAfter, items: all }
}
