/** Figures of boundary work: areas to the square metre, small ones to a hundredth; changes with their sign; narrow widths in millimetres. */
import { formatDistance, formatM2 } from '../../i18n/formats.ts'

const NO_BREAK = '\u00a0'
const MINUS = '\u2212'

export const formatSigned = (m2: number): string => {
  // What would be written as nothing has no sign.
  if (Math.abs(m2) < 0.005) return `0${NO_BREAK}m²`
  return `${m2 < 0 ? MINUS : '+'}${formatM2(Math.abs(m2))}`
}

export const formatSignedShare = (share: number): string => {
  const percent = Math.abs(share * 100)
  const digits = percent < 1 ? 3 : percent < 10 ? 2 : 1
  return `${share < 0 ? MINUS : '+'}${percent.toFixed(digits)} %`
}

/** Rates to a hundredth of a percent, but never 100 where something is left over. */
export const formatRate = (rate: number | null): string => {
  if (rate === null) return '–'
  // Below a hundredth of a square metre in a square kilometre it is the rounding of areas.
  if (rate > 1 - 1e-8) return '100 %'
  if (rate > 0.9999) return '< 100 %'
  return `${(rate * 100).toFixed(rate === 0 ? 0 : 2)} %`
}

export const formatWidth = (metres: number): string =>
  metres < 0.1 ? `${(metres * 1000).toFixed(metres < 0.01 ? 1 : 0)}${NO_BREAK}mm` : formatDistance(metres)

/** Said once where nothing changes. */
export const formatTurn = (before: string, after: string): string =>
  before === after ? after : `${before} → ${after}`
