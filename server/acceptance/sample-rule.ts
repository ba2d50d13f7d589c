/**
 * How many grids of a delivery are drawn. The table of lots and samples follows the practice of inspecting surveying products (GB/T 24356, one grid being one
 * product): a lot of more than 200 is divided evenly. It is known second-hand, so a city may set a share or a number in its place.
 */
import type { SampleRule } from '../shared/acceptance-limits.ts'

/** Lots up to this many grids → grids of the sample. */
const TABLE: readonly (readonly [upTo: number, take: number])[] = [
  [20, 3],
  [40, 5],
  [60, 7],
  [80, 9],
  [100, 10],
  [120, 11],
  [140, 12],
  [160, 13],
  [180, 14],
  [200, 15],
]
const LARGEST_LOT = 200

/** SQL: how many are wanted of `lot` grids, which is an expression. More than there are is all. */
export const wantedGrids = (rule: SampleRule, lot: string): string => {
  if (rule.by === 'number') return String(rule.grids)
  if (rule.by === 'share') return `ceil(${rule.share}::numeric * (${lot}))::int`
  const lots = `ceil((${lot}) / ${LARGEST_LOT}.0)`
  const steps = TABLE.map(([upTo, take]) => `when ceil((${lot}) / ${lots}) <= ${upTo} then ${take}`)
  return `(${lots} * case ${steps.join(' ')} end)::int`
}
