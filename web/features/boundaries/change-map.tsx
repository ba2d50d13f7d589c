/** The map of a change: grids of the chosen level as tiles where exact ones do not fit, the draft's faces over them, issues, and what is being drawn. */
import type { FeatureCollection } from 'geojson'
import { lazy, type Ref, useMemo } from 'react'
import type { Bbox, District } from '../../api-types.ts'
import type { DraftDrawn } from '../../map/draft-layers.tsx'
import { collection } from '../../map/geojson.ts'
import { MapFrame } from '../../map/map-frame.tsx'
import type { MapHandle } from '../../map/map-view.tsx'
import { useGridLabels } from '../../map/use-grid-labels.ts'
import type { PointerUser } from '../../map/use-pointer.ts'
import type { Position } from '../../url-state.ts'

const DraftLayers = lazy(async () => ({
  default: (await import('../../map/draft-layers.tsx')).DraftLayers,
}))

type Props = {
  ref: Ref<MapHandle>
  district: District
  position: Position | null
  extent: Bbox | null
  level: { id: number; grids: number } | null
  seen: Bbox | null
  /** Names of exact faces; null where they do not fit: then those of the register. */
  labels: FeatureCollection | null
  drawn: DraftDrawn
  pointer: PointerUser
  onMoved: (position: Position, bbox: Bbox) => void
}

const NOTHING = collection([])

export const ChangeMap = ({ ref, level, seen, labels, drawn, pointer, ...rest }: Props) => {
  const named = useGridLabels({ level: labels ? null : level, bbox: seen, at: null, filter: null })
  const over = useMemo(() => <DraftLayers drawn={drawn} pointer={pointer} />, [drawn, pointer])
  return (
    <MapFrame
      ref={ref}
      position={rest.position}
      extent={rest.extent ?? rest.district.extent}
      classes={[]}
      filter={null}
      colour="#ffffff"
      level={level?.id ?? null}
      at={null}
      labels={labels ?? named.labels}
      marked={NOTHING}
      over={over}
      onClick={() => {}}
      onMoved={rest.onMoved}
    />
  )
}
