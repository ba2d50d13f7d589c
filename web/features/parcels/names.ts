/** What a grid is called, and how long it is until an instant, in whole days or hours. */
const HOUR_MS = 3_600_000

export const nameOf = ({ name, code }: { name: string; code: string }): string => name || code

export type Left = { readonly unit: 'days' | 'hours'; readonly n: number }

/** Null where it lies in the past. Begun hours and days count as whole ones. */
export const timeLeft = (until: string, now: number): Left | null => {
  const hours = Math.ceil((Date.parse(until) - now) / HOUR_MS)
  if (hours <= 0) return null
  return hours <= 48 ? { unit: 'hours', n: hours } : { unit: 'days', n: Math.ceil(hours / 24) }
}
