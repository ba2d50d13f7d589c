/** A row while it is corrected: its texts and its place as they stand in fields, and what of them is new. Degrees, EPSG:4490. */
import type { CensusRow } from '../../../server/shared/census.ts'
import type { LonLat } from '../../../server/shared/crs.ts'
import { TARGETS } from './said.ts'

export type RowDraft = { said: Record<string, string>; lon: string; lat: string }

/** Seven decimals are a centimetre. */
const degrees = (value: number): string => value.toFixed(7)

export const draftOf = ({ said, point }: Pick<CensusRow, 'said' | 'point'>): RowDraft => ({
  said: { ...said },
  lon: point === null ? '' : degrees(point[0]),
  lat: point === null ? '' : degrees(point[1]),
})

export const withPoint = (draft: RowDraft, [lon, lat]: LonLat): RowDraft => ({
  ...draft,
  lon: degrees(lon),
  lat: degrees(lat),
})

/** Null where nothing is given, `bad` where it is no position. */
export const pointIn = ({ lon, lat }: RowDraft): LonLat | 'bad' | null => {
  if (lon.trim() === '' && lat.trim() === '') return null
  const [x, y] = [Number(lon), Number(lat)]
  const fits = lon.trim() !== '' && lat.trim() !== '' && Math.abs(x) <= 180 && Math.abs(y) <= 90
  return fits ? [x, y] : 'bad'
}

/** What is to be sent; null where nothing was changed. An emptied text takes the value away. */
export const changesIn = (
  row: Pick<CensusRow, 'said' | 'point'>,
  draft: RowDraft,
): { said?: Record<string, string>; point?: LonLat } | null => {
  const said = Object.fromEntries(
    Object.entries(draft.said).filter(([target, text]) => text !== (row.said[target] ?? '')),
  )
  const before = draftOf(row)
  const point = pointIn(draft)
  const moved = (before.lon !== draft.lon || before.lat !== draft.lat) && Array.isArray(point)
  if (Object.keys(said).length === 0 && !moved) return null
  return { ...(Object.keys(said).length > 0 ? { said } : {}), ...(moved ? { point } : {}) }
}

/** Fields of the form: what the row says, what is wrong, and the code in any case; those asked for at the end. */
export const fieldsOf = (row: Pick<CensusRow, 'said' | 'findings'>, added: readonly string[]): string[] => {
  const wanted = new Set(['code', ...Object.keys(row.said), ...row.findings.map(({ target }) => target)])
  const known = TARGETS.filter((target) => wanted.has(target))
  return [...known, ...added.filter((target) => !known.includes(target))]
}
