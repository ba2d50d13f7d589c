/** Places of a delivery's rows as the map draws them, and which one a click meant. Degrees, EPSG:4490. */
import type { Feature, FeatureCollection } from 'geojson'
import type { LonLat } from '../../../server/shared/crs.ts'
import { collection, pointFeature } from '../../map/geojson.ts'
import { KIND_COLOURS, type ShownKind } from './kinds.ts'

export type Place = {
  readonly rowNo: number
  readonly point: LonLat
  /** Null: not compared yet, or a sample. */
  readonly kind: ShownKind | null
  readonly from: LonLat | null
}

const PLAIN = '#62b0e8'

/** A disc for each row; for what moved a line from where it stands. What is the same is drawn first, what wants somebody last. */
export const placeFeatures = (
  places: readonly Place[],
  glyphOf: (kind: ShownKind) => string,
): FeatureCollection => {
  const lines = places.flatMap(({ from, point }): Feature[] =>
    from === null
      ? []
      : [{ type: 'Feature', geometry: { type: 'LineString', coordinates: [from, point] }, properties: {} }],
  )
  const discs = places.map(({ rowNo, point, kind }) =>
    pointFeature(point, {
      row: rowNo,
      colour: kind === null ? PLAIN : KIND_COLOURS[kind],
      glyph: kind === null ? '' : glyphOf(kind),
      order: kind === 'same' || kind === null ? 0 : kind === 'error' ? 2 : 1,
    }),
  )
  return collection([...lines, ...discs])
}

/** Half the side of what a finger or a pointer hits, in CSS pixels of 512-pixel tiles. */
const REACH_PX = 12

/** The nearest place within reach of a click; a degree of latitude is taken as wide as it is drawn there. */
export const nearestPlace = (places: readonly Place[], [lon, lat]: LonLat, zoom: number): Place | null => {
  const pixelsPerDegree = (512 * 2 ** zoom) / 360
  const stretch = 1 / Math.cos((lat * Math.PI) / 180)
  let nearest: Place | null = null
  let least = REACH_PX
  for (const place of places) {
    const away = pixelsPerDegree * Math.hypot(place.point[0] - lon, stretch * (place.point[1] - lat))
    if (away > least) continue
    least = away
    nearest = place
  }
  return nearest
}
