/** A report before it is saved: where, and what it is about. A point on the map is in EPSG:4490; typed coordinates keep their own system. */
import type { LonLat } from '../../../server/shared/crs.ts'

export type Draft = { point: LonLat | null; componentId: number | null; classId: number | null }

const idOf = (text: string | null): number | null => {
  const id = Number(text)
  return text !== null && Number.isSafeInteger(id) && id > 0 ? id : null
}

/** `?new=lon,lat&component=12&kind=7`, as the cards' "report here" writes it; null where nothing was begun. */
export const readDraft = (params: URLSearchParams): Draft | null => {
  const text = params.get('new')
  if (text === null) return null
  const [lon = Number.NaN, lat = Number.NaN] = text.split(',').map(Number)
  if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) return null
  return { point: [lon, lat], componentId: idOf(params.get('component')), classId: idOf(params.get('kind')) }
}
