/**
 * The one owner of the MapLibre object: draws grids, components, reports and what is selected, and says what was clicked. Flat, north up.
 * Positions are [lon, lat] in degrees (EPSG:4490 taken as WGS 84). The camera is the map's own; the page is told when it has moved.
 */
import 'maplibre-gl/dist/maplibre-gl.css'
import { type MapRef, Map as ReactMap, ScaleControl } from '@vis.gl/react-maplibre'
import type { FeatureCollection } from 'geojson'
import * as maplibre from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
} from 'react'
import { useTranslation } from 'react-i18next'
import type { LonLat } from '../../server/shared/crs.ts'
import type { Bbox, ComponentClass, ComponentQuery } from '../api-types.ts'
import { useLatest } from '../ui/use-latest.ts'
import type { Position } from '../url-state.ts'
import { baseStyle } from './layers.ts'
import { MapSources } from './map-sources.tsx'
import type { Click } from './picking.ts'
import { DEEPEST_TILES } from './use-fresh-tiles.ts'
import { pick, useHover } from './use-picking.ts'

const MAX_ZOOM = 21

maplibre.setWorkerUrl(new URL(workerUrl, window.location.href).href)

export type MapHandle = {
  /** Centres a point; zooms in to `zoom` if the map is farther out. */
  show(point: LonLat, zoom?: number): void
  fit(bbox: Bbox, maxZoom?: number): void
  zoomBy(steps: number): void
  /** Moves without an animation, for back and forward. */
  jump(position: Position): void
}

export type MapViewProps = {
  ref?: Ref<MapHandle>
  /** Where to begin; the extent is used where no position is known. */
  position: Position | null
  extent: Bbox | null
  classes: readonly ComponentClass[]
  /** Filter of the component tiles; null draws none, undefined is not known yet: until then the map is busy. */
  filter: ComponentQuery | null | undefined
  colour: maplibre.ExpressionSpecification | string
  level: number | null
  /** Grids as of the end of this day; null is now. Of components the filter says it. */
  at: string | null
  labels: FeatureCollection
  codes?: FeatureCollection
  marked: FeatureCollection
  reports?: FeatureCollection
  hoveredReport?: number | null
  /** Sources and layers of a workspace's own. */
  over?: ReactNode
  onClick(click: Click): void
  onMoved(position: Position, bbox: Bbox): void
  /** While it moves, for what must keep in step. */
  onMoving?(position: Position): void
  onPointer?(point: LonLat | null): void
  onReportHover?(id: number | null): void
  onFailed(error: Error): void
}

const bboxOf = (map: maplibre.Map): Bbox => {
  const bounds = map.getBounds()
  return [
    Math.max(-180, bounds.getWest()),
    Math.max(-90, bounds.getSouth()),
    Math.min(180, bounds.getEast()),
    Math.min(90, bounds.getNorth()),
  ]
}

const positionOf = (map: maplibre.Map): Position => {
  const { lng, lat } = map.getCenter()
  return { lon: lng, lat, zoom: map.getZoom() }
}

const handleOf = (mapOf: () => maplibre.Map | undefined): MapHandle => ({
  show: (point, zoom = 17) => {
    const map = mapOf()
    map?.easeTo({ center: point, zoom: Math.max(map.getZoom(), zoom), duration: 400 })
  },
  fit: (bbox, maxZoom = 17) => mapOf()?.fitBounds(bbox, { padding: 40, duration: 400, maxZoom }),
  zoomBy: (steps) => mapOf()?.easeTo({ zoom: (mapOf()?.getZoom() ?? 0) + steps, duration: 200 }),
  jump: ({ lon, lat, zoom }) => mapOf()?.jumpTo({ center: [lon, lat], zoom }),
})

const initialOf = (position: Position | null, extent: Bbox | null) => {
  if (position) return { longitude: position.lon, latitude: position.lat, zoom: position.zoom }
  if (extent) return { bounds: extent, fitBoundsOptions: { padding: 24 } }
  return { longitude: 105, latitude: 35, zoom: 3 }
}

export const MapView = (props: MapViewProps) => {
  const { t } = useTranslation()
  const mapRef = useRef<MapRef>(null)
  const boxRef = useRef<HTMLDivElement>(null)
  const mapOf = () => mapRef.current?.getMap()
  const latest = useLatest(props)
  const style = useMemo(baseStyle, [])
  const initial = useMemo(() => initialOf(latest.current.position, latest.current.extent), [latest])
  const hover = useHover(latest)
  useImperativeHandle(props.ref, () => handleOf(() => mapRef.current?.getMap()), [])

  const moved = (map: maplibre.Map) => props.onMoved(positionOf(map), bboxOf(map))
  /** Said on the element itself: a state would render the page anew with every tile. */
  const tellWhenBusy = (map: maplibre.Map) => {
    const say = (busy: boolean) => () =>
      boxRef.current?.setAttribute('aria-busy', String(busy || latest.current.filter === undefined))
    for (const event of ['dataloading', 'movestart'] as const) map.on(event, say(true))
    map.on('idle', say(false))
  }
  const known = props.filter !== undefined
  useEffect(() => {
    // Drawn once more, so that it says that it is idle, also where nothing had to be loaded.
    if (known) mapRef.current?.getMap().triggerRepaint()
  }, [known])
  const onKeyDown = (event: KeyboardEvent) => {
    const map = mapOf()
    if (event.key !== 'Enter' || !map || event.target !== map.getCanvas()) return
    props.onClick(pick(map, map.project(map.getCenter()), 'touch'))
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the canvas inside takes the focus; Enter on it picks what lies at the centre
    <div className="map" ref={boxRef} aria-busy="true" onKeyDown={onKeyDown}>
      <ReactMap
        ref={mapRef}
        mapLib={maplibre}
        mapStyle={style}
        initialViewState={initial}
        renderWorldCopies={false}
        dragRotate={false}
        touchPitch={false}
        pitchWithRotate={false}
        maxPitch={0}
        maxZoom={MAX_ZOOM}
        // MapLibre would cut deeper tiles out of the deepest and keep the pieces by address, also after the tile was loaded anew; so it enlarges instead.
        zoomLevelsToOverscale={MAX_ZOOM - DEEPEST_TILES}
        // Tiles out of view are not told of commits: they are asked for when they come into view again, mostly answered by 304.
        maxTileCacheSize={0}
        fadeDuration={0}
        attributionControl={false}
        locale={{ 'Map.Title': t('map.title') }}
        cursor="crosshair"
        onLoad={({ target }) => {
          target.touchZoomRotate.disableRotation()
          target.keyboard.disableRotation()
          tellWhenBusy(target)
          moved(target)
        }}
        onMove={({ target }) => latest.current.onMoving?.(positionOf(target))}
        onMoveEnd={({ target }) => moved(target)}
        onClick={(event) => {
          const touch = 'pointerType' in event.originalEvent && event.originalEvent.pointerType === 'touch'
          props.onClick(pick(event.target, event.point, touch ? 'touch' : 'mouse'))
        }}
        onMouseMove={hover.onMouseMove}
        onMouseOut={hover.onMouseOut}
        onError={({ error }) => props.onFailed(error)}
      >
        <ScaleControl position="bottom-right" />
        <MapSources {...props} />
      </ReactMap>
    </div>
  )
}
