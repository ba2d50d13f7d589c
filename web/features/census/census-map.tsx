/** The map beside rows of a delivery: grids, the rows' places as discs with a letter, lines of what moved, and what is chosen. Degrees, EPSG:4490. */
import { lazy, type Ref, useMemo, useState } from 'react'
import type { LonLat } from '../../../server/shared/crs.ts'
import type { Bbox, District } from '../../api-types.ts'
import { defaultLevel, useSchemes } from '../../app/registry.ts'
import { MapFrame } from '../../map/map-frame.tsx'
import type { MapHandle } from '../../map/map-view.tsx'
import { useGridLabels } from '../../map/use-grid-labels.ts'
import { useLevelToName } from '../../map/use-level-to-name.ts'
import { useMarked } from '../../map/use-map-layers.ts'
import type { Position } from '../../url-state.ts'
import { nearestPlace, type Place, placeFeatures } from './places.ts'
import { useWords } from './words.ts'

const RowPlaces = lazy(async () => ({ default: (await import('../../map/row-places.tsx')).RowPlaces }))

type Props = {
  ref?: Ref<MapHandle>
  district: District
  position?: Position | null
  extent?: Bbox | null
  places: readonly Place[]
  chosen?: LonLat | null
  /** A row's dot, or bare ground, was clicked. */
  onRow?: (rowNo: number) => void
  onGround?: (point: LonLat) => void
  onMoved?: (position: Position, bbox: Bbox) => void
}

export const CensusMap = ({ ref, district, places, chosen = null, ...rest }: Props) => {
  const t = useWords()
  const schemes = useSchemes()
  const items = schemes.data?.items ?? []
  const level = defaultLevel(items)
  const [seen, setSeen] = useState<{ zoom: number; bbox: Bbox } | null>(null)
  const levelNamed = useLevelToName(items, level, district.extent, seen?.zoom ?? null)
  const { labels } = useGridLabels({ level: levelNamed, bbox: seen?.bbox ?? null, at: null, filter: null })
  const marked = useMarked(chosen, { pin: true })
  const features = useMemo(() => placeFeatures(places, (kind) => t(`glyph.${kind}`)), [places, t])
  return (
    <MapFrame
      {...(ref ? { ref } : {})}
      position={rest.position ?? null}
      extent={rest.extent ?? district.extent}
      classes={[]}
      filter={null}
      colour="#ffffff"
      level={level}
      at={null}
      labels={labels}
      marked={marked}
      over={<RowPlaces features={features} />}
      onClick={({ point }) => {
        const hit = seen && nearestPlace(places, point, seen.zoom)
        if (hit) rest.onRow?.(hit.rowNo)
        else rest.onGround?.(point)
      }}
      onMoved={(position, bbox) => {
        setSeen({ zoom: position.zoom, bbox })
        rest.onMoved?.(position, bbox)
      }}
    />
  )
}
