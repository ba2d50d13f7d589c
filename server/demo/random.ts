/** Repeatable randomness: a named stream of a seed gives the same numbers on every machine, whatever the other streams draw. */

export type Random = {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform in [from, to). */
  between(from: number, to: number): number
  /** A whole number with this mean: its floor, or one more by chance. */
  around(mean: number): number
  pick<T>(items: readonly T[]): T
}

/** FNV-1a, 32 bit. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** The mulberry32 generator (Tommy Ettinger, public domain): 32 bits of state are plenty for a town. */
export const randomStream = (seed: number, name: string): Random => {
  let state = (seed ^ hashOf(name)) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const pick = <T>(items: readonly T[]): T => {
    const item = items[Math.floor(next() * items.length)]
    if (item === undefined) throw new RangeError('nothing to pick from')
    return item
  }
  return {
    next,
    between: (from, to) => from + next() * (to - from),
    around: (mean) => Math.floor(mean) + (next() < mean - Math.floor(mean) ? 1 : 0),
    pick,
  }
}
