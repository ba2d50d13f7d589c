/** Where the small registry lies: a jittered lattice of 6 by 6 cells, in degrees (EPSG:4490), on the step of stored grids. */
import { onStep } from '../../server/grids/coordinate-step.ts'

export const COLUMNS = 6
export const ROWS = 6
export const WEST = 120.608
export const SOUTH = 31.261
export const STEP_LON = 0.004
export const STEP_LAT = 0.003

export type Position = [number, number]
export const latticeOf = (chance: () => number): ((column: number, row: number) => Position) => {
  const jitter = Array.from({ length: (COLUMNS + 1) * (ROWS + 1) }, () => [chance() - 0.5, chance() - 0.5])
  return (column, row) => {
    const [dx = 0, dy = 0] = jitter[row * (COLUMNS + 1) + column] ?? []
    return [onStep(WEST + (column + dx * 0.3) * STEP_LON), onStep(SOUTH + (row + dy * 0.3) * STEP_LAT)]
  }
}

/** The closed ring around a block of the lattice, with every lattice point on it, so that parents and children share vertices. */
export const ringOf = (
  at: (c: number, r: number) => Position,
  c0: number,
  r0: number,
  c1: number,
  r1: number,
) => {
  const ring: Position[] = []
  for (let c = c0; c < c1; c++) ring.push(at(c, r0))
  for (let r = r0; r < r1; r++) ring.push(at(c1, r))
  for (let c = c1; c > c0; c--) ring.push(at(c, r1))
  for (let r = r1; r >= r0; r--) ring.push(at(c0, r))
  return ring
}
