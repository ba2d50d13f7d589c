/** Figures of a certificate as they are printed: what anyone who computes it anew compares, so areas to a hundredth of a square metre, widths to a millimetre. */
import type { Certificate, Figures } from '../../../server/shared/certificates.contract.ts'
import { formatCount } from '../../i18n/formats.ts'

const NO_BREAK = '\u00a0'

export const formatExactM2 = (m2: number): string =>
  `${m2.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}${NO_BREAK}m²`

export const formatM = (metres: number): string => `${metres.toFixed(3)}${NO_BREAK}m`

/** Cut, not rounded: what is not whole never reads 100 %. */
export const formatRate = (rate: number): string =>
  rate === 1 ? '100 %' : `${(Math.floor(rate * 1e6) / 1e4).toFixed(4)} %`

export const RATES = ['geometric', 'assigned', 'accepted'] as const
export type Rate = (typeof RATES)[number]

const AREAS = [
  'parentAreaM2',
  'unionAreaM2',
  'gapAreaM2',
  'overlapAreaM2',
  'toleratedM2',
  'unansweredM2',
  'claimedM2',
  'acceptedM2',
  'custodyM2',
] as const satisfies readonly (keyof Figures)[]
const COUNTS = [
  'grids',
  'undivided',
  'gaps',
  'overlaps',
  'invalid',
] as const satisfies readonly (keyof Figures)[]
export type FigureName = (typeof AREAS)[number] | (typeof COUNTS)[number] | 'widestGapM' | Rate

const isIn = <T extends string>(names: readonly T[], name: string): name is T =>
  (names as readonly string[]).includes(name)
export const isFigureName = (name: string): name is FigureName =>
  name === 'widestGapM' || isIn(AREAS, name) || isIn(COUNTS, name) || isIn(RATES, name)

export const formatFigure = (figures: Figures, name: FigureName): string => {
  if (isIn(RATES, name)) return formatRate(figures.rates[name])
  if (isIn(AREAS, name)) return formatExactM2(figures[name])
  return name === 'widestGapM' ? formatM(figures[name]) : formatCount(figures[name])
}

/** In the order of the sheet. */
export const SHEET: readonly (FigureName | 'toleranceArea' | 'toleranceWidth')[] = [
  'parentAreaM2',
  'unionAreaM2',
  'grids',
  'undivided',
  'gaps',
  'gapAreaM2',
  'widestGapM',
  'overlaps',
  'overlapAreaM2',
  'invalid',
  'toleratedM2',
  'unansweredM2',
  'claimedM2',
  'acceptedM2',
  'custodyM2',
  'toleranceArea',
  'toleranceWidth',
]

export const formatTolerance = (
  { tolerances }: Certificate,
  name: 'toleranceArea' | 'toleranceWidth',
): string => (name === 'toleranceArea' ? formatExactM2(tolerances.areaM2) : formatM(tolerances.widthM))
