/** Grids above and below each other, by number, through the parents in force. */
import { type Grids, MOST_STEPS } from './grids.ts'

/** 1 for every grid named and every grid below one, by number, as `gridsAndBelow` gives them in SQL. `ids` are identities. */
export const flagsBelow = (grids: Grids, ids: readonly number[]): Uint8Array => {
  const named = new Set(ids)
  const flags = grids.ids.map((id) => (named.has(id) ? 1 : 0))
  return Uint8Array.from(flags, (flag, number) => {
    if (number === 0) return 0
    let [found, above] = [flag, grids.parents[number] ?? 0]
    for (let step = 0; found === 0 && above !== 0 && step < MOST_STEPS; step++) {
      found = flags[above] ?? 0
      above = grids.parents[above] ?? 0
    }
    return found
  })
}

const ancestorOf = (grids: Grids, levelId: number, number: number): number => {
  let at = number
  for (let step = 0; at !== 0 && step <= MOST_STEPS; step++) {
    if (grids.levelIds[at] === levelId) return at
    at = grids.parents[at] ?? 0
  }
  return 0
}

/** For each grid's number the number of itself or of the grid above it that is of this level; 0 where there is none. Kept. */
export const ancestorsAt = (grids: Grids, levelId: number): Uint32Array => {
  const known = grids.ancestors.get(levelId)
  if (known) return known
  const found = grids.parents.map((_, number) => ancestorOf(grids, levelId, number))
  grids.ancestors.set(levelId, found)
  return found
}
