/** The map of the queue: grids of the level with their names, parcels in the colours of their states, and what is being drawn. */
import { lazy, type Ref, useMemo } from 'react'
import type { LonLat } from '../../../server/shared/crs.ts'
import type { PolygonShape } from '../../../server/shared/operations.ts'
import type { ParcelItem } from '../../../server/shared/parcels.contract.ts'
import type { Bbox } from '../../api-types.ts'
import type { EditFace } from '../../edit/rings.ts'
import { formatM2 } from '../../i18n/formats.ts'
import { collection } from '../../map/geojson.ts'
import { MapFrame } from '../../map/map-frame.tsx'
import type { MapHandle } from '../../map/map-view.tsx'
import { useGridLabels } from '../../map/use-grid-labels.ts'
import type { Position } from '../../url-state.ts'
import { gridFeatures, parcelFeatures, ringFeatures } from './parcel-features.ts'
import type { Drawing } from './use-drawing.ts'
import type { Level } from './use-level.ts'
import { useWords } from './words.ts'

const ParcelLayers = lazy(async () => ({
  default: (await import('../../map/parcel-layers.tsx')).ParcelLayers,
}))
const DraftLayers = lazy(async () => ({
  default: (await import('../../map/draft-layers.tsx')).DraftLayers,
}))

type Props = {
  ref: Ref<MapHandle>
  position: Position | null
  extent: Bbox | null
  level: Level['level'] | null
  /** A day in the past, or now. */
  at: string | null
  seen: Bbox | null
  items: readonly ParcelItem[]
  chosen: number | null
  lit: number | null
  /** Exact ones, while one draws. */
  grids: readonly EditFace[] | null
  drawing: Drawing
  /** What was drawn and is not registered yet. */
  ring: PolygonShape | null
  tooMany: boolean
  onMoved: (position: Position, bbox: Bbox) => void
  onClick: (at: LonLat) => void
}

const NOTHING = collection([])

const Hint = ({ drawing, tooMany }: { drawing: Drawing; tooMany: boolean }) => {
  const t = useWords()
  if (!drawing.drawing) return null
  const words =
    drawing.areaM2 === null ? t('draw.hint') : t('draw.hintOn', { area: formatM2(drawing.areaM2) })
  return (
    <p className="map-hint parcel-hint" role="status">
      {tooMany && drawing.line.length === 0 ? t('draw.zoomIn') : words}
    </p>
  )
}

export const ParcelsMap = (props: Props) => {
  const { ref, level, at, seen, items, chosen, lit, grids, drawing, ring } = props
  const { labels } = useGridLabels({ level, bbox: seen, at, filter: null })
  const { hover, line, pointer } = drawing
  const drawn = useMemo(
    () => ({
      faces: grids ? gridFeatures(grids, null) : NOTHING,
      issues: NOTHING,
      coverage: NOTHING,
      moving: NOTHING,
      drawn: ring
        ? collection([{ type: 'Feature', geometry: ring, properties: { what: 'preview' } }])
        : ringFeatures({ line, pointer: hover?.at ?? null, caught: hover?.caught ?? null }),
    }),
    [grids, ring, line, hover],
  )
  const parcels = useMemo(
    () => parcelFeatures(items, new Set([chosen, lit].filter((id) => id !== null))),
    [items, chosen, lit],
  )
  const over = useMemo(
    () => (
      <>
        <ParcelLayers parcels={parcels} names={NOTHING} nameSize={12} />
        <DraftLayers drawn={drawn} pointer={pointer} />
      </>
    ),
    [parcels, drawn, pointer],
  )
  return (
    <>
      <MapFrame
        ref={ref}
        position={props.position}
        extent={props.extent}
        classes={[]}
        filter={null}
        colour="#ffffff"
        level={level?.id ?? null}
        at={at}
        labels={labels}
        marked={NOTHING}
        over={over}
        onClick={({ point }) => props.onClick(point)}
        onMoved={props.onMoved}
      />
      <Hint drawing={drawing} tooMany={props.tooMany} />
    </>
  )
}
