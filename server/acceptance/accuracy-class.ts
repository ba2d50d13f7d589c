/** To which position accuracy a class of components is held (CJ/T 214, GB/T 30428.2: A covers, poles, lamps; B stops, kiosks, bins; C greens, sites). */
import type { Accuracy } from '../shared/acceptance-limits.ts'

export type MeasuredClass = {
  readonly code: string | null
  readonly nameZh: string
  readonly geometry: 'point' | 'line' | 'polygon' | null
}

/** The tables of classes do not say it: what has walls or can be pushed a little is told by its name, what is an area by its geometry. */
const BROAD = /亭|站|箱|桶|厕|棚|栏|座椅|雕塑|报刊|间|屋/

export const accuracyOf = (
  { code, nameZh, geometry }: MeasuredClass,
  accuracies: Readonly<Record<string, Accuracy>>,
): Accuracy => {
  const set = code === null ? undefined : accuracies[code]
  if (set) return set
  if (geometry === 'polygon') return 'C'
  return BROAD.test(nameZh) || geometry === 'line' ? 'B' : 'A'
}
