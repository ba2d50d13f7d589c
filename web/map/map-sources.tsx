/** Sources and layers as React children of the map. Tiles keep their addresses while the registry moves on; what a commit touched is loaded anew. */
import { Layer, Source, useMap } from '@vis.gl/react-maplibre'
import type { FeatureCollection } from 'geojson'
import type { Map as MapLibreMap } from 'maplibre-gl'
import { Suspense, useEffect, useLayoutEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { queryString } from '../api.ts'
import { useLatest } from '../ui/use-latest.ts'
import { readFontFaces } from './fonts.ts'
import { drawIconsWhenWanted } from './icons.ts'
import {
  cellCircle,
  cellCount,
  cellsFrom,
  codeLabel,
  componentCircle,
  componentGlyph,
  gridCount,
  gridFill,
  gridLine,
  gridName,
  markedLine,
  markedPin,
  markedRing,
  reportCircle,
  SLOTS,
  shapeFill,
  shapeLine,
  shapeRim,
} from './layers.ts'
import type { MapViewProps } from './map-view.tsx'
import { touchedComponents, touchedGrids } from './touched-tiles.ts'
import { DEEPEST_TILES, useFreshTiles } from './use-fresh-tiles.ts'

const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] }

const tiles = (layer: 'grids' | 'components', query: Record<string, unknown>): string[] => [
  `${window.location.origin}/api/tiles/${layer}/{z}/{x}/{y}.mvt${queryString(query)}`,
]

/** Until the map has its style: before, nothing of it can be changed. */
const styleOf = (map: MapLibreMap): Promise<void> =>
  new Promise((resolve) => {
    if (map.getLayer(SLOTS[0])) resolve()
    else map.once('style.load', () => resolve())
  })

/** False until the map has its font: a label that is laid out before would be drawn in boxes where the machine has no Chinese font. */
const useFont = (): boolean => {
  const map = useMap().current?.getMap()
  const [ready, setReady] = useState(false)
  useEffect(() => {
    if (!map) return
    let gone = false
    void Promise.all([readFontFaces(), styleOf(map)]).then(([faces]) => {
      if (gone) return
      map.setFontFaces(faces)
      setReady(true)
    })
    return () => {
      gone = true
    }
  }, [map])
  return ready
}

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
  const { filter, level, at } = props
  const hasFont = useFont()
  useFreshTiles('components', (news) => touchedComponents(news, filter?.grid !== undefined))
  useFreshTiles('grids', touchedGrids)
  return (
    <>
      <MapSetup classes={props.classes} />
      {level !== null && (
        <Source
          key={`grids-${level}-${at}`}
          id="grids"
          type="vector"
          tiles={tiles('grids', { level, at })}
          maxzoom={DEEPEST_TILES}
        >
          <Layer {...gridFill} beforeId="slot-grids" />
          <Layer {...gridLine} beforeId="slot-grids" />
        </Source>
      )}
      {filter && (
        <Source
          // Another filter, another source: of two loads of a tile MapLibre draws the one that ends last, so a slow answer to the filter before would stay.
          key={`components-${queryString(filter)}`}
          id="components"
          type="vector"
          tiles={tiles('components', filter)}
          maxzoom={DEEPEST_TILES}
        >
          <Layer {...shapeFill(props.colour)} beforeId="slot-components" />
          <Layer {...shapeRim} beforeId="slot-components" />
          <Layer {...shapeLine(props.colour)} beforeId="slot-components" />
          <Layer {...cellCircle} {...cellsFrom(level !== null)} beforeId="slot-components" />
          {hasFont && <Layer {...cellCount} {...cellsFrom(level !== null)} beforeId="slot-components" />}
          <Layer {...componentCircle(props.colour)} beforeId="slot-components" />
          <Layer {...componentGlyph} beforeId="slot-components" />
        </Source>
      )}
      <Source id="labels" type="geojson" data={props.labels}>
        {hasFont && <Layer {...gridName} beforeId="slot-names" />}
        {hasFont && <Layer {...gridCount} filter={['has', 'count']} beforeId="slot-labels" />}
      </Source>
      <Source id="codes" type="geojson" data={props.codes ?? NOTHING}>
        {hasFont && <Layer {...codeLabel} beforeId="slot-labels" />}
      </Source>
      <Source id="reports" type="geojson" data={props.reports ?? NOTHING}>
        <Layer {...reportCircle(props.hoveredReport ?? null)} beforeId="slot-marks" />
      </Source>
      {hasFont && <Suspense fallback={null}>{props.over}</Suspense>}
      <Source id="marked" type="geojson" data={props.marked}>
        <Layer {...markedLine} beforeId="slot-marks" />
        <Layer {...markedRing} beforeId="slot-marks" />
        <Layer {...markedPin} beforeId="slot-marks" />
      </Source>
    </>
  )
}
