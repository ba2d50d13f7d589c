/** Who could claim a parcel at a meeting, in the order of the keys that choose them: the suggested village, those that claim it already, then by shared border. */
import type { GridRef } from '../../../server/shared/grids.contract.ts'
import type { ParcelCard } from '../../../server/shared/parcels.contract.ts'

export type Claimant = {
  readonly grid: GridRef
  /** Null where it does not border on the parcel. */
  readonly sharedM: number | null
  readonly suggested: boolean
  readonly claimed: boolean
}

/** As many as there are digits. */
const MOST = 9

type Seen = Pick<ParcelCard, 'suggestion' | 'neighbours'> & {
  readonly claims: readonly Pick<ParcelCard['claims'][number], 'grid' | 'endedAt'>[]
}

/** `recorded` is the village that was recorded before; it is among them in any case. */
export const claimantsOf = (
  { suggestion, neighbours, claims }: Seen,
  recorded: GridRef | null,
): Claimant[] => {
  const standing = claims.filter(({ endedAt }) => endedAt === null).map(({ grid }) => grid)
  const wanted = [
    ...(suggestion?.grid ? [suggestion.grid] : []),
    ...standing,
    ...(recorded ? [recorded] : []),
    ...neighbours.map(({ grid }) => grid),
    ...(suggestion?.settlement ? [suggestion.settlement.grid] : []),
  ]
  const once = wanted.filter(({ id }, n) => wanted.findIndex((one) => one.id === id) === n)
  return once.slice(0, MOST).map((grid) => ({
    grid,
    sharedM: neighbours.find((one) => one.grid.id === grid.id)?.sharedM ?? null,
    suggested: suggestion?.grid?.id === grid.id,
    claimed: standing.some(({ id }) => id === grid.id),
  }))
}
