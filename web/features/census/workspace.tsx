/** List at the left, map at the right, in step: a row that is chosen shows on the map, a dot that is clicked opens its row. The camera stands in the address. */
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import type { LonLat } from '../../../server/shared/crs.ts'
import type { Bbox } from '../../api-types.ts'
import { useDistrict } from '../../app/registry.ts'
import { useView } from '../../app/use-view.ts'
import { formatCount } from '../../i18n/formats.ts'
import type { MapHandle } from '../../map/map-view.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useCameraInAddress } from '../../ui/use-camera-in-address.ts'
import { CensusMap } from './census-map.tsx'
import type { Place } from './places.ts'
import { usePlaces } from './use-rows.ts'
import { useWords } from './words.ts'

type Props = {
  id: number
  label: string
  /** What stands at the left. */
  list: ReactNode
  /** What is below the map: the row that is open. */
  detail: ReactNode
  /** Where to look; another array, though it be the same place, moves the map there. */
  shown: LonLat | null
  marked: LonLat | null
  /** Drawn besides the rows. */
  more?: readonly Place[]
  onRow: (rowNo: number) => void
  onGround?: (point: LonLat) => void
}

const CLOSE_ZOOM = 18

const WhatIsDrawn = ({ drawn, total }: { drawn: number; total: number }) => {
  const t = useWords()
  return (
    <p className="map-hint">
      {drawn < total
        ? t('verdicts.drawnOf', { n: formatCount(drawn), total: formatCount(total) })
        : t('verdicts.drawn', { n: formatCount(drawn) })}
    </p>
  )
}

export const Workspace = ({ id, label, list, detail, shown, marked, more, onRow, onGround }: Props) => {
  const district = useDistrict()
  const { view, change } = useView()
  const map = useRef<MapHandle>(null)
  const onCamera = useCameraInAddress(map, view.position, change)
  const [bbox, setBbox] = useState<Bbox | null>(null)
  const { places, total } = usePlaces(id, bbox)
  const drawn = useMemo(() => [...places, ...(more ?? [])], [places, more])
  const ready = bbox !== null
  useEffect(() => {
    if (ready && shown !== null) map.current?.show(shown, CLOSE_ZOOM)
  }, [ready, shown])
  return (
    <div className="census-work">
      <div className="work-list">{list}</div>
      <div className="work-side">
        <section className="stage" aria-label={label}>
          {district.error && <ErrorNote error={district.error} onRetry={() => void district.refetch()} />}
          {district.data && (
            <CensusMap
              ref={map}
              district={district.data}
              position={view.position}
              places={drawn}
              chosen={marked}
              onRow={onRow}
              {...(onGround ? { onGround } : {})}
              onMoved={(position, box) => {
                setBbox(box)
                onCamera(position)
              }}
            />
          )}
          {total !== null && <WhatIsDrawn drawn={places.length} total={total} />}
        </section>
        {detail}
      </div>
    </div>
  )
}
