/** Sources and layers as React children of the map. Tiles keep their addresses while the registry moves on; what a commit touched is loaded anew. */
import { Layer, Source, useMap } from '@vis.gl/react-maplibre'
import type { FeatureCollection } from 'geojson'
import { useEffect, useLayoutEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { queryString } from '../api.ts'
import { useLatest } from '../ui/use-latest.ts'
import { drawIconsWhenWanted } from './icons.ts'
import {
  cellCircle,
  cellCount,
  codeLabel,
  componentCircle,
  componentGlyph,
  gridFill,
  gridLabel,
  gridLine,
  markedLine,
  markedPin,
  markedRing,
  reportCircle,
} from './layers.ts'
import type { MapViewProps } from './map-view.tsx'
import { touchedComponents, touchedGrids } from './touched-tiles.ts'
import { DEEPEST_TILES, useFreshTiles } from './use-fresh-tiles.ts'

const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] }

const tiles = (layer: 'grids' | 'components', query: Record<string, unknown>): string[] => [
  `${window.location.origin}/api/tiles/${layer}/{z}/{x}/{y}.mvt${queryString(query)}`,
]

/** The canvas is named in the reader's language, also after a switch; glyphs can be drawn before the first tile asks for one. */
const MapSetup = ({ classes }: Pick<MapViewProps, 'classes'>) => {
  const { t } = useTranslation()
  const { current } = useMap()
  const latest = useLatest(classes)
  useLayoutEffect(() => {
    if (current) drawIconsWhenWanted(current.getMap(), (id) => latest.current.find((one) => one.id === id))
  }, [current, latest])
  useEffect(() => {
    current?.getCanvas().setAttribute('aria-label', t('map.title'))
  }, [current, t])
  return null
}

export const MapSources = (props: MapViewProps) => {
  const { filter, level } = props
  useFreshTiles('components', (news) => touchedComponents(news, filter?.grid !== undefined))
  useFreshTiles('grids', touchedGrids)
  return (
    <>
      <MapSetup classes={props.classes} />
      {level !== null && (
        <Source
          key={`grids-${level}`}
          id="grids"
          type="vector"
          tiles={tiles('grids', { level })}
          maxzoom={DEEPEST_TILES}
        >
          <Layer {...gridFill} beforeId="slot-grids" />
          <Layer {...gridLine} beforeId="slot-grids" />
        </Source>
      )}
      {filter && (
        <Source
          // MapLibre keeps a tile whose ETag is the one it has, and a version is the ETag under every filter: another filter, another source.
          key={`components-${queryString(filter)}`}
          id="components"
          type="vector"
          tiles={tiles('components', filter)}
          maxzoom={DEEPEST_TILES}
        >
          <Layer {...cellCircle} beforeId="slot-components" />
          <Layer {...cellCount} beforeId="slot-components" />
          <Layer {...componentCircle(props.colour)} beforeId="slot-components" />
          <Layer {...componentGlyph} beforeId="slot-components" />
        </Source>
      )}
      <Source id="labels" type="geojson" data={props.labels}>
        <Layer {...gridLabel} beforeId="slot-labels" />
      </Source>
      <Source id="codes" type="geojson" data={props.codes ?? NOTHING}>
        <Layer {...codeLabel} beforeId="slot-labels" />
      </Source>
      <Source id="reports" type="geojson" data={props.reports ?? NOTHING}>
        <Layer {...reportCircle(props.hoveredReport ?? null)} beforeId="slot-marks" />
      </Source>
      <Source id="marked" type="geojson" data={props.marked}>
        <Layer {...markedLine} beforeId="slot-marks" />
        <Layer {...markedRing} beforeId="slot-marks" />
        <Layer {...markedPin} beforeId="slot-marks" />
      </Source>
    </>
  )
}
