/** What the map draws besides tiles and names of grids: the ends of codes close up, and the thing selected, as GeoJSON in degrees. */
import { useQuery } from '@tanstack/react-query'
import type { Feature, FeatureCollection, Geometry } from 'geojson'
import { useMemo } from 'react'
import type { LonLat } from '../../server/shared/crs.ts'
import { api } from '../api.ts'
import type { Bbox, ComponentQuery } from '../api-types.ts'
import { collection, pointFeature, rounded } from './geojson.ts'

const MOST_CODES = 300
const CODES_FROM_ZOOM = 18

/** The last six digits of the codes in view, from zoom 18 on. */
export const useCodeLabels = (
  filter: ComponentQuery | null,
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
