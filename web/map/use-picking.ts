/** Reads what is drawn under a pixel, for clicks, the Enter key and hovering. Only ids leave here: details come from the server. */
import type { MapLayerMouseEvent, Map as MapLibreMap } from 'maplibre-gl'
import { type RefObject, useMemo } from 'react'
import type { LonLat } from '../../server/shared/crs.ts'
import type { MapViewProps } from './map-view.tsx'
import { boxAround, type Candidate, type Click, orderHits, REACH_PX } from './picking.ts'

type Pixel = { x: number; y: number }

const present = (map: MapLibreMap, layers: readonly string[]): string[] =>
  layers.filter((id) => map.getLayer(id))

const PICKED = ['components', 'shape-lines', 'shape-fills']

const candidatesAt = (map: MapLibreMap, pixel: Pixel, reach: number): Candidate[] =>
  map
    .queryRenderedFeatures(boxAround(pixel, reach), { layers: present(map, PICKED) })
    .map(({ id, properties, geometry }) => ({
      id: typeof id === 'number' ? id : undefined,
      classId: Number(properties.c),
      at: geometry.type === 'Point' ? map.project(geometry.coordinates as [number, number]) : null,
    }))

const reportsAt = (map: MapLibreMap, pixel: Pixel): number[] =>
  map
    .queryRenderedFeatures(boxAround(pixel, REACH_PX.mouse), { layers: present(map, ['reports']) })
    .map((feature) => Number(feature.properties.id))

export const pick = (map: MapLibreMap, pixel: Pixel, by: keyof typeof REACH_PX): Click => {
  const { lng, lat } = map.unproject([pixel.x, pixel.y])
  return {
    point: [lng, lat],
    hits: orderHits(candidatesAt(map, pixel, REACH_PX[by]), pixel),
    reportIds: [...new Set(reportsAt(map, pixel))],
    cell: map.queryRenderedFeatures([pixel.x, pixel.y], { layers: present(map, ['cells']) }).length > 0,
  }
}

/** Lights up the nearest component under the pointer, by feature state; tells the page the pointer's place and a report's number. */
export const useHover = (latest: RefObject<MapViewProps>) =>
  useMemo(() => {
    let lit: number | null = null
    const light = (map: MapLibreMap, id: number | null) => {
      if (id === lit || !map.getSource('components')) return
      const set = (one: number, hover: boolean) => {
        for (const sourceLayer of ['components', 'shapes'])
          map.setFeatureState({ source: 'components', sourceLayer, id: one }, { hover })
      }
      if (lit !== null) set(lit, false)
      if (id !== null) set(id, true)
      lit = id
    }
    const onMouseMove = ({ target: map, point, lngLat }: MapLayerMouseEvent) => {
      const [nearest] = orderHits(candidatesAt(map, point, REACH_PX.mouse), point)
      light(map, nearest?.id ?? null)
      const report = latest.current.onReportHover ? reportsAt(map, point)[0] : undefined
      map.getCanvas().style.cursor = nearest || report ? 'pointer' : ''
      latest.current.onReportHover?.(report ?? null)
      const at: LonLat = [lngLat.lng, lngLat.lat]
      latest.current.onPointer?.(at)
    }
    const onMouseOut = ({ target: map }: MapLayerMouseEvent) => {
      light(map, null)
      latest.current.onPointer?.(null)
      latest.current.onReportHover?.(null)
    }
    return { onMouseMove, onMouseOut }
  }, [latest])
