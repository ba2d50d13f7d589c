/** How the bench takes time: the measured sides in turns, so that noise hits all of them, and the median of each. */

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export type Side = () => unknown

const LEAST_TURNS = 5
const MOST_TURNS = 25
/** Short sides get more turns. */
const ENOUGH_MS = 1_500
/** A side is run as often in a turn as takes this long: what takes microseconds would else be measured with the caches that the other side left. */
const TURN_MS = 5
const MOST_RUNS_A_TURN = 50

const runs = async (side: Side, count: number): Promise<number> => {
  const began = performance.now()
  for (let n = 0; n < count; n++) await side()
  return (performance.now() - began) / count
}

/** The median milliseconds of each side, after warming up. */
export const inTurns = async <const S extends readonly Side[]>(
  sides: S,
): Promise<{ [K in keyof S]: number }> => {
  const counts: number[] = []
  for (const side of sides) {
    await side()
    counts.push(Math.max(1, Math.min(MOST_RUNS_A_TURN, Math.round(TURN_MS / (await runs(side, 1))))))
  }
  const taken = sides.map((): number[] => [])
  const began = performance.now()
  for (let n = 0; n < MOST_TURNS; n++) {
    if (n >= LEAST_TURNS && performance.now() - began > ENOUGH_MS) break
    for (const [at, side] of sides.entries()) taken[at]?.push(await runs(side, counts[at] ?? 1))
  }
  return taken.map(median) as { [K in keyof S]: number }
}
