/** The large map of a meeting: the parcel, the villages round it with their exact borders and names, and the number that chooses each. */
import { lazy, useEffect, useMemo, useRef, useState } from 'react'
import type { ParcelItem } from '../../../server/shared/parcels.contract.ts'
import type { Bbox } from '../../api-types.ts'
import { widened } from '../../edit/clip.ts'
import { faceAt } from '../../edit/rings.ts'
import { collection, rounded } from '../../map/geojson.ts'
import { MapFrame } from '../../map/map-frame.tsx'
import type { MapHandle } from '../../map/map-view.tsx'
import type { PointerUser } from '../../map/use-pointer.ts'
import type { Claimant } from './claimants.ts'
import { gridFeatures, nameFeatures, shapeFeature } from './parcel-features.ts'
import { useGridsRound } from './use-grids-round.ts'
import { useWords } from './words.ts'

const ParcelLayers = lazy(async () => ({
  default: (await import('../../map/parcel-layers.tsx')).ParcelLayers,
}))
const DraftLayers = lazy(async () => ({
  default: (await import('../../map/draft-layers.tsx')).DraftLayers,
}))

const NOTHING = collection([])
/** A hole of some metres fills a good part of the screen. */
const CLOSE_ZOOM = 19.5
/** Of the screen's width: some 20 mm high on a screen of 1.4 m, which is read from five metres. */
const NAME_SHARE = 1 / 62
const LEAST_NAME_PX = 16

/** Nothing is drawn in a meeting. */
const IDLE_POINTER: PointerUser = {
  drawing: false,
  onPress: () => false,
  onDrag: () => {},
  onRelease: () => {},
  onMove: () => {},
  onClick: () => {},
  onDouble: () => {},
}

type Props = {
  parcel: ParcelItem
  levelId: number | null
  claimants: readonly Claimant[]
  chosen: number | null
  extent: Bbox | null
  onChoose: (grid: number) => void
}

export const HallMap = ({ parcel, levelId, claimants, chosen, onChoose }: Props) => {
  const t = useWords()
  const map = useRef<MapHandle>(null)
  const [seen, setSeen] = useState<Bbox | null>(null)
  const { bbox } = parcel
  const [west, south, east, north] = bbox
  useEffect(() => {
    map.current?.fit(widened([west, south, east, north], 0.12), CLOSE_ZOOM)
  }, [west, south, east, north])
  const round = useGridsRound({ levelId, bbox: rounded(widened(bbox, 0.4)) })
  const numbers = useMemo(() => new Map(claimants.map(({ grid }, n) => [grid.id, n + 1])), [claimants])
  const names = useMemo(
    () => collection(seen ? nameFeatures(round.grids, widened(seen, -0.04), numbers) : []),
    [seen, round.grids, numbers],
  )
  const parcels = useMemo(() => collection([shapeFeature(parcel)]), [parcel])
  const drawn = useMemo(
    () => ({
      faces: gridFeatures(round.grids, chosen),
      issues: NOTHING,
      coverage: NOTHING,
      moving: NOTHING,
      drawn: NOTHING,
    }),
    [round.grids, chosen],
  )
  const nameSize = Math.max(LEAST_NAME_PX, Math.round(window.innerWidth * NAME_SHARE))
  const over = useMemo(
    () => (
      <>
        <DraftLayers drawn={drawn} pointer={IDLE_POINTER} />
        <ParcelLayers parcels={parcels} names={names} nameSize={nameSize} />
      </>
    ),
    [drawn, parcels, names, nameSize],
  )
  return (
    <section className="stage hall-map" aria-label={t('hall.map', { number: parcel.number })}>
      <MapFrame
        ref={map}
        position={null}
        extent={widened(bbox, 0.12)}
        classes={[]}
        filter={null}
        colour="#ffffff"
        level={levelId}
        at={null}
        labels={NOTHING}
        marked={NOTHING}
        over={over}
        onClick={({ point }) => {
          const grid = faceAt(round.grids, point)
          if (grid) onChoose(grid.id)
        }}
        onMoved={(_, box) => setSeen(box)}
      />
    </section>
  )
}
