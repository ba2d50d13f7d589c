/** Numbers, distances, dates and codes as they are shown: separators, units, ISO dates, codes grouped for the eye. */
import type { Language } from './i18n.ts'

export const formatCount = (count: number): string => count.toLocaleString('en-US')

/** Keeps a number and its unit on one line. */
const NO_BREAK = '\u00a0'

/** Metres: one decimal below ten, whole below a kilometre, then kilometres. */
export const formatDistance = (metres: number): string => {
  if (metres < 10) return `${metres.toFixed(1)}${NO_BREAK}m`
  return metres < 1000 ? `${Math.round(metres)}${NO_BREAK}m` : `${(metres / 1000).toFixed(2)}${NO_BREAK}km`
}

export const formatShare = (share: number): string => `${Math.round(share * 100)} %`

/** Decimal units, as file managers count. */
export const formatBytes = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}

export const formatArea = (m2: number): string =>
  m2 < 100_000 ? `${formatCount(Math.round(m2))} m²` : `${(m2 / 1e6).toFixed(2)} km²`

/** Ground changes hands by the square metre, so there it is never rounded to kilometres. */
export const formatM2 = (m2: number): string => {
  if (m2 !== 0 && Math.abs(m2) < 10) return `${m2.toFixed(2)}${NO_BREAK}m²`
  return `${formatCount(Math.round(m2))}${NO_BREAK}m²`
}

/** Six decimals of a degree are a decimetre, five a metre: what a survey of class A can carry. */
export const formatPoint = ([lon, lat]: readonly [number, number]): string =>
  `${lon.toFixed(6)}, ${lat.toFixed(6)}`

/** The local calendar day of an instant as 2026-07-01. */
export const formatDay = (instant: string): string =>
  /^\d{4}-\d\d-\d\d$/.test(instant) ? instant : new Date(instant).toLocaleDateString('sv-SE')

export const formatMoment = (instant: string): string => new Date(instant).toLocaleString('sv-SE')

/**
 * County, class, sequence of a component code as GB/T 30428.2 builds it (6 + 4 or 5 + 6 digits); county, street, community, sequence of
 * a 15-digit unit grid. Other cities' codes stay as issued.
 */
export const groupCode = (code: string): string[] => {
  const patterns = [/^(\d{6})(\d{4})(\d{6})$/, /^(\d{6})(\d{5})(\d{6})$/, /^(\d{6})(\d{3})(\d{3})(\d{3})$/]
  for (const pattern of patterns) {
    const match = pattern.exec(code)
    if (match) return match.slice(1)
  }
  return [code]
}

type Named = { nameZh: string; nameEn: string }
/** The name in the reader's language, or in the other one where it is missing. */
export const nameIn = (language: Language, named: Named): string =>
  language === 'zh' ? named.nameZh || named.nameEn : named.nameEn || named.nameZh
