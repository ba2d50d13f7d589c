/** Small makers of GeoJSON for what the map draws besides tiles. Positions are [lon, lat] in degrees. */
import type { Feature, FeatureCollection } from 'geojson'
import type { LonLat } from '../../server/shared/crs.ts'
import type { Bbox } from '../api-types.ts'

export const collection = (features: Feature[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features,
})

export const pointFeature = (point: LonLat, properties: Record<string, unknown>): Feature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: point },
  properties,
})

/** Outward to about 100 m, so that small moves ask nothing new. */
export const rounded = ([west, south, east, north]: Bbox): Bbox => [
  Math.max(-180, Math.floor(west * 1000) / 1000),
  Math.max(-90, Math.floor(south * 1000) / 1000),
  Math.min(180, Math.ceil(east * 1000) / 1000),
  Math.min(90, Math.ceil(north * 1000) / 1000),
]
