/** Map and queue in step: a row flies to its parcel, a click on the map opens one; J and K go along the queue. */
import { useMemo, useRef, useState } from 'react'
import type { LonLat } from '../../../server/shared/crs.ts'
import type { PolygonShape } from '../../../server/shared/operations.ts'
import { ApiError } from '../../api.ts'
import type { Bbox, District } from '../../api-types.ts'
import { hasRole, useAccount } from '../../app/session.tsx'
import { useView } from '../../app/use-view.ts'
import { useWriteWords } from '../../app/use-write-address.ts'
import { commandOf } from '../../edit/keys.ts'
import { rounded } from '../../map/geojson.ts'
import type { MapHandle } from '../../map/map-view.tsx'
import { AsOfBanner } from '../../ui/as-of.tsx'
import { useCameraInAddress } from '../../ui/use-camera-in-address.ts'
import { useKeys } from '../../ui/use-keys.ts'
import { useWide } from '../../ui/use-wide.ts'
import { parcelAt } from './parcel-features.ts'
import { ParcelPart } from './parcel-part.tsx'
import { ParcelsMap } from './parcels-map.tsx'
import { QueueKeys } from './queue-keys.tsx'
import { QueuePart } from './queue-part.tsx'
import { useDrawing } from './use-drawing.ts'
import { useGridsRound } from './use-grids-round.ts'
import type { useLevel } from './use-level.ts'
import { useParcel, useQueue, useQueueFilter } from './use-parcels.ts'
import { useWords } from './words.ts'

/** Strips are long and holes are small: both are seen whole. */
const CLOSE_ZOOM = 18

type Props = { district: District; levels: ReturnType<typeof useLevel> }

export const ParcelWork = ({ district, levels }: Props) => {
  const t = useWords()
  const map = useRef<MapHandle>(null)
  const { view, change } = useView()
  const write = useWriteWords()
  const onCamera = useCameraInAddress(map, view.position, change)
  const [seen, setSeen] = useState<{ bbox: Bbox; zoom: number; centre: LonLat } | null>(null)
  const [lit, setLit] = useState<number | null>(null)
  const [help, setHelp] = useState(false)
  const [ring, setRing] = useState<PolygonShape | null>(null)
  const at = view.asOf
  const mayWork = hasRole(useAccount(), 'reviewer', 'administrator') && at === null
  const wide = useWide()
  const filter = useQueueFilter()
  const { chosen } = filter
  const queue = useQueue(levels.level, filter, at)
  const card = useParcel(chosen, at)
  const [wantsGrids, setWantsGrids] = useState(false)
  const around = seen && rounded(seen.bbox)
  const round = useGridsRound({
    levelId: wantsGrids ? (levels.level?.level.id ?? null) : null,
    bbox: around,
  })
  const drawing = useDrawing({ grids: round.grids, onDone: setRing })

  const open = (id: number | null) => {
    write({ parcel: id }, 'push')
    const item = queue.items.find((one) => one.id === id)
    if (item) map.current?.fit(item.bbox, CLOSE_ZOOM)
  }
  const step = (by: 1 | -1) => {
    const at = queue.items.findIndex(({ id }) => id === chosen)
    const next = queue.items[at < 0 ? (by === 1 ? 0 : queue.items.length - 1) : at + by]
    if (next) open(next.id)
    if (by === 1 && at >= queue.items.length - 2 && queue.hasNextPage) void queue.fetchNextPage()
    return true
  }
  const draw = () => {
    open(null)
    setRing(null)
    setWantsGrids(true)
    drawing.begin()
    return true
  }
  useKeys((pressed) => {
    const done = (act: () => void): boolean => {
      act()
      return true
    }
    switch (commandOf(pressed)) {
      case 'next':
        return step(1)
      case 'previous':
        return step(-1)
      case 'ground':
        return mayWork && wide && !drawing.drawing && draw()
      case 'snapping':
        return drawing.drawing && done(drawing.toggleSnapping)
      case 'finish':
        return drawing.drawing && done(drawing.finish)
      case 'back':
        return drawing.line.length > 0 && done(drawing.back)
      case 'here':
        return (
          drawing.drawing &&
          seen !== null &&
          done(() => drawing.pointer.onClick({ at: seen.centre, zoom: seen.zoom, alt: false }))
        )
      case 'help':
        return done(() => setHelp(!help))
      case 'escape':
        if (help) return done(() => setHelp(false))
        if (drawing.drawing) return done(drawing.letGo)
        return chosen !== null && done(() => open(null))
      default:
        return false
    }
  })

  const items = useMemo(() => {
    const own = card.data && card.data.id === chosen ? card.data : null
    return own && !queue.items.some(({ id }) => id === own.id) ? [...queue.items, own] : queue.items
  }, [queue.items, card.data, chosen])
  if (queue.error instanceof ApiError && queue.error.status === 403)
    return (
      <p className="waits" role="status">
        {t('list.forbidden')}
      </p>
    )
  const beginAt = chosen !== null && view.position === null ? (card.data?.bbox ?? null) : district.extent
  const undecided = chosen !== null && view.position === null && !card.data && !card.error
  return (
    <div className="parcel-work">
      <section className="stage" aria-label={t('list.map')}>
        {!undecided && (
          <ParcelsMap
            ref={map}
            position={view.position}
            extent={beginAt ?? district.extent}
            level={levels.level?.level ?? null}
            at={at}
            seen={seen?.bbox ?? null}
            items={items}
            chosen={chosen}
            lit={lit}
            grids={drawing.drawing ? round.grids : null}
            drawing={drawing}
            ring={ring}
            onMoved={(position, bbox) => {
              setSeen({ bbox, zoom: position.zoom, centre: [position.lon, position.lat] })
              onCamera(position)
            }}
            onClick={(at) => {
              if (!drawing.drawing && seen) open(parcelAt(items, at, seen.zoom))
            }}
            tooMany={drawing.drawing && round.tooMany}
          />
        )}
        <AsOfBanner day={at} onDay={(asOf) => change({ asOf }, 'push')} />
        {help && <QueueKeys onClose={() => setHelp(false)} />}
      </section>
      <section className="parcel-side" aria-label={t('list.title')}>
        {chosen === null ? (
          <QueuePart
            levels={levels}
            filter={filter}
            queue={queue}
            lit={lit}
            mayWork={mayWork}
            wide={wide}
            drawing={drawing.drawing}
            ring={ring}
            onDraw={draw}
            onRing={setRing}
            onOpen={open}
            onLit={setLit}
            write={write}
          />
        ) : (
          <ParcelPart
            key={chosen}
            id={chosen}
            card={card}
            past={at !== null}
            place={items.findIndex(({ id }) => id === chosen)}
            total={queue.total}
            onBack={() => open(null)}
            onStep={step}
          />
        )}
      </section>
    </div>
  )
}
