/** What the map draws besides tiles: names of the grids in view, the ends of codes close up, and the thing selected, as GeoJSON in degrees. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Feature, FeatureCollection, Geometry } from 'geojson'
import { useMemo } from 'react'
import type { LonLat } from '../../server/shared/crs.ts'
import { api } from '../api.ts'
import type { Bbox } from '../api-types.ts'

/** More names than this overlap on any screen; then none are drawn and the page says so. */
const MOST_LABELS = 500
const MOST_CODES = 300
const CODES_FROM_ZOOM = 18

const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features })
const pointFeature = (point: LonLat, properties: Record<string, unknown>): Feature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: point },
  properties,
})

/** Outward to about 100 m, so that small moves ask nothing new. */
const rounded = ([west, south, east, north]: Bbox): Bbox => [
  Math.max(-180, Math.floor(west * 1000) / 1000),
  Math.max(-90, Math.floor(south * 1000) / 1000),
  Math.min(180, Math.ceil(east * 1000) / 1000),
  Math.min(90, Math.ceil(north * 1000) / 1000),
]

/** `crowded` is the number of grids in view where they are too many to name, else null. */
export const useGridLabels = (
  level: number | null,
  bbox: Bbox | null,
): { labels: FeatureCollection; crowded: number | null } => {
  const around = bbox && rounded(bbox)
  const { data } = useQuery({
    queryKey: ['grids', 'labels', level, around],
    enabled: level !== null && around !== null,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api.listGrids({
        query: { level: level ?? 0, limit: MOST_LABELS, ...(around ? { bbox: around } : {}) },
        signal,
      }),
  })
  return useMemo(() => {
    if (!data || level === null) return { labels: collection([]), crowded: null }
    if (data.total > MOST_LABELS) return { labels: collection([]), crowded: data.total }
    const features = data.items
      .filter((grid) => grid.level.id === level)
      .map((grid) => pointFeature(grid.labelPoint, { name: grid.name || grid.code }))
    return { labels: collection(features), crowded: null }
  }, [data, level])
}

/** The last six digits of the codes in view, from zoom 18 on. */
export const useCodeLabels = (
  filter: { class?: number[] } | null,
  bbox: Bbox | null,
  zoom: number,
): FeatureCollection => {
  const around = bbox && rounded(bbox)
  const wanted = filter !== null && around !== null && zoom >= CODES_FROM_ZOOM
  const { data } = useQuery({
    queryKey: ['components', 'codes', filter, around],
    enabled: wanted,
    queryFn: ({ signal }) =>
      api.listComponents({
        query: { ...filter, limit: MOST_CODES, ...(around ? { bbox: around } : {}) },
        signal,
      }),
  })
  return useMemo(
    () =>
      collection(
        wanted ? (data?.items ?? []).map((one) => pointFeature(one.point, { end: one.code.slice(-6) })) : [],
      ),
    [data, wanted],
  )
}

const isGeometry = (value: unknown): value is Geometry =>
  typeof value === 'object' && value !== null && 'type' in value && 'coordinates' in value

/** What is selected, drawn under every filter: a ring round a component, a pin at a place, the outline of a grid. */
export const useMarked = (
  point: LonLat | null,
  { pin = false, shape }: { pin?: boolean; shape?: unknown } = {},
): FeatureCollection => {
  const [lon, lat] = point ?? []
  return useMemo(() => {
    const features: Feature[] = []
    if (isGeometry(shape) && shape.type !== 'Point')
      features.push({ type: 'Feature', geometry: shape, properties: {} })
    if (lon !== undefined && lat !== undefined) features.push(pointFeature([lon, lat], { pin }))
    return collection(features)
  }, [lon, lat, pin, shape])
}

/** The box round a grid's shape; null where it has none. */
export const bboxOfShape = (shape: unknown): Bbox | null => {
  if (!isGeometry(shape) || shape.type === 'GeometryCollection') return null
  const flat = (shape.coordinates as unknown[]).flat(3) as number[]
  const numbers = flat.every((value) => typeof value === 'number') ? flat : (flat as unknown[]).flat(1)
  const lons = (numbers as number[]).filter((_, i) => i % 2 === 0)
  const lats = (numbers as number[]).filter((_, i) => i % 2 === 1)
  if (lons.length === 0) return null
  const least = (values: number[]) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const most = (values: number[]) => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  return [least(lons), least(lats), most(lons), most(lats)]
}
