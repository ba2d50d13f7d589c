/** Loads the tiles anew that a commit touched, and no others: MapLibre keeps the rest, and the server is asked with the tag of each. */
import { useMap } from '@vis.gl/react-maplibre'
import type { Map as MapLibreMap } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import { useRegistryNews } from '../app/events.tsx'
import type { RegistryNews } from '../app/registry-news.ts'
import { isTouched, type TouchedTiles, together } from './touched-tiles.ts'

/** As MapLibre asks for vector tiles; beyond it enlarges. A unit of a tile of zoom 16 is 0.13 m at 31° N. */
export const DEEPEST_TILES = 16

/** Undefined: all there are. */
const shownTouched = (map: MapLibreMap, touched: TouchedTiles) =>
  touched === null
    ? undefined
    : map
        .coveringTiles({ tileSize: 512, maxzoom: DEEPEST_TILES })
        .map(({ canonical: { z, x, y } }) => ({ z, x, y }))
        .filter((tile) => isTouched(touched, tile))

/**
 * A tile that is on its way may have been answered before the commit, and MapLibre draws whichever of two answers comes last: while a source is
 * loading, what was touched is kept and loaded after.
 */
export const useFreshTiles = (
  source: string,
  touchedBy: (news: RegistryNews) => TouchedTiles | 'none',
): void => {
  const map = useMap().current?.getMap()
  const waiting = useRef<TouchedTiles | 'none'>('none')
  const settle = useRef(() => {})
  useEffect(() => {
    if (!map) return
    settle.current = () => {
      const touched = waiting.current
      if (touched === 'none') return
      if (map.getSource(source) && !map.isSourceLoaded(source)) return
      waiting.current = 'none'
      if (map.getSource(source)) map.refreshTiles(source, shownTouched(map, touched))
    }
    const onSettled = () => settle.current()
    map.on('idle', onSettled)
    map.on('sourcedata', onSettled)
    return () => {
      map.off('idle', onSettled)
      map.off('sourcedata', onSettled)
    }
  }, [map, source])
  useRegistryNews((news) => {
    waiting.current = together(waiting.current, touchedBy(news))
    settle.current()
  })
}
