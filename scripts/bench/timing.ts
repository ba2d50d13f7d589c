/** How the bench takes time: the measured sides in turns, so that noise hits all of them, and the median of each. */

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export type Side = () => unknown

export const millisecondsOf = async (side: Side): Promise<number> => {
  const began = performance.now()
  await side()
  return performance.now() - began
}

const WARM_UPS = 1
const LEAST_TURNS = 5
const MOST_TURNS = 25
/** Short sides get more turns. */
const ENOUGH_MS = 1_500

/** The median milliseconds of each side, after warming up. */
export const inTurns = async <const S extends readonly Side[]>(
  sides: S,
): Promise<{ [K in keyof S]: number }> => {
  for (let n = 0; n < WARM_UPS; n++) for (const side of sides) await side()
  const taken = sides.map((): number[] => [])
  const began = performance.now()
  for (let n = 0; n < MOST_TURNS; n++) {
    if (n >= LEAST_TURNS && performance.now() - began > ENOUGH_MS) break
    for (const [at, side] of sides.entries()) taken[at]?.push(await millisecondsOf(side))
  }
  return taken.map(median) as { [K in keyof S]: number }
}
