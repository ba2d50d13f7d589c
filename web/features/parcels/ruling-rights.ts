/** Why somebody cannot rule on a parcel, for those who look for the form. Whether they can is the server's word. */
import type { ParcelCard } from '../../../server/shared/parcels.contract.ts'

type Why = 'party' | 'mayNotRole' | 'mayNotArea' | 'closed'
type Seen = {
  readonly state: ParcelCard['state']
  readonly may: { readonly rule: boolean }
  readonly claims: readonly { readonly by: string; readonly objections: readonly { readonly by: string }[] }[]
}

/** Null where there is nothing to say: it can be ruled on, or is over. */
export const whyNoRuling = ({ state, may, claims }: Seen, name: string, reviews: boolean): Why | null => {
  if (may.rule || state === 'settled' || state === 'withdrawn') return null
  if (state === 'ruled') return 'closed'
  if (!reviews) return 'mayNotRole'
  const parties = claims.flatMap(({ by, objections }) => [by, ...objections.map((one) => one.by)])
  return parties.includes(name) ? 'party' : 'mayNotArea'
}
