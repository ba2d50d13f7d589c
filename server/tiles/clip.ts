/** Cuts rings to a square, side by side (Sutherland and Hodgman). Rings are x, y, x, y, … and open: the last position is not the first. */

/**
 * Where an edge meets a line at `limit` of the axis: worked out from its lower end in whichever direction the edge runs, so that both
 * neighbours of a border get the same bits.
 */
const crossing = (ring: readonly number[], from: number, to: number, axis: 0 | 1, limit: number): number => {
  const other = 1 - axis
  const swap = (ring[from + axis] as number) > (ring[to + axis] as number)
  const [low, high] = swap ? [to, from] : [from, to]
  const share =
    (limit - (ring[low + axis] as number)) / ((ring[high + axis] as number) - (ring[low + axis] as number))
  return (
    (ring[low + other] as number) + ((ring[high + other] as number) - (ring[low + other] as number)) * share
  )
}

/** Keeps what lies at or beyond `limit` in the direction `sign` (1: above, -1: below). */
const cutAt = (ring: readonly number[], axis: 0 | 1, limit: number, sign: 1 | -1): number[] => {
  const kept: number[] = []
  const within = (at: number): boolean => ((ring[at + axis] as number) - limit) * sign >= 0
  for (let at = 0; at < ring.length; at += 2) {
    const before = at === 0 ? ring.length - 2 : at - 2
    if (within(at) !== within(before)) {
      const across = crossing(ring, before, at, axis, limit)
      if (axis === 0) kept.push(limit, across)
      else kept.push(across, limit)
    }
    if (within(at)) kept.push(ring[at] as number, ring[at + 1] as number)
  }
  return kept
}

/** What of a ring lies in the square from `low` to `high` on both axes, the ring itself where that is all of it; empty where nothing does. */
export const clipRing = (ring: number[], low: number, high: number): number[] => {
  let clipped = ring
  for (const axis of [0, 1] as const) {
    let [least, most] = [Infinity, -Infinity]
    for (let at = axis; at < clipped.length; at += 2) {
      const value = clipped[at] as number
      if (value < least) least = value
      if (value > most) most = value
    }
    if (most < low || least > high) return []
    if (least < low) clipped = cutAt(clipped, axis, low, 1)
    if (most > high) clipped = cutAt(clipped, axis, high, -1)
  }
  return clipped
}
