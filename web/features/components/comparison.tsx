/** Two days beside each other: two maps in step, each with the grids of its day, and the list of what differs. All of it is in the address. */
import { CloseOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { FeatureCollection } from 'geojson'
import { lazy, type ReactNode, type Ref, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Bbox, District, Scheme } from '../../api-types.ts'
import { defaultLevel } from '../../app/registry.ts'
import type { ChangeView } from '../../app/use-view.ts'
import { collection } from '../../map/geojson.ts'
import { MapFrame } from '../../map/map-frame.tsx'
import type { MapHandle } from '../../map/map-view.tsx'
import { useGridLabels } from '../../map/use-grid-labels.ts'
import { useLevelToName } from '../../map/use-level-to-name.ts'
import { AsOfField } from '../../ui/as-of.tsx'
import { useCameraInAddress } from '../../ui/use-camera-in-address.ts'
import type { Position, View } from '../../url-state.ts'
import { boxOf, type Different, shapesOn, useDifference } from './difference.ts'
import { DifferenceList } from './difference-list.tsx'
import { LevelChooser } from './level-chooser.tsx'
import { useInStep } from './use-in-step.ts'
import { ZoomButtons } from './zoom-buttons.tsx'

const DifferenceLayers = lazy(async () => ({
  default: (await import('../../map/difference-layers.tsx')).DifferenceLayers,
}))

const NOTHING = collection([])

type SideProps = {
  ref: Ref<MapHandle>
  name: string
  day: string | null
  onDay: (day: string | null) => void
  district: District
  position: Position | null
  level: number | null
  named: { id: number; grids: number } | null
  bbox: Bbox | null
  shapes: FeatureCollection
  onMoving: (position: Position) => void
  onMoved: (position: Position, bbox: Bbox) => void
  children?: ReactNode
}

const SideMap = ({ ref, name, day, onDay, named, bbox, shapes, ...rest }: SideProps) => {
  const { labels } = useGridLabels({ level: named, bbox, at: day, filter: null })
  const over = useMemo(() => <DifferenceLayers shapes={shapes} />, [shapes])
  return (
    <section className="stage compare-side" aria-label={name}>
      <MapFrame
        ref={ref}
        position={rest.position}
        extent={rest.district.extent}
        classes={[]}
        filter={null}
        colour="#ffffff"
        level={rest.level}
        at={day}
        labels={labels}
        marked={NOTHING}
        over={over}
        onClick={() => {}}
        onMoving={rest.onMoving}
        onMoved={rest.onMoved}
      />
      <div className="compare-day">
        <strong>{name}</strong> <AsOfField day={day} onDay={onDay} />
      </div>
      {rest.children}
    </section>
  )
}

type Props = { district: District; schemes: readonly Scheme[]; view: View; change: ChangeView }

export const Comparison = ({ district, schemes, view, change }: Props) => {
  const { t } = useTranslation()
  const first = useRef<MapHandle>(null)
  const second = useRef<MapHandle>(null)
  const [bbox, setBbox] = useState<Bbox | null>(null)
  const onCamera = useCameraInAddress(first, view.position, change)
  const step = useInStep(first, second)
  const level = view.level === 'none' ? null : (view.level ?? defaultLevel(schemes))
  const named = useLevelToName(schemes, level, district.extent, view.position?.zoom ?? null)
  const secondDay = view.beside === 'now' ? null : view.beside
  const difference = useDifference(level, view.asOf, secondDay)
  const chosen = view.selection?.kind === 'grid' ? view.selection.id : null
  const items = difference.data?.items
  const before = useMemo(() => shapesOn('before', items ?? [], chosen), [items, chosen])
  const after = useMemo(() => shapesOn('after', items ?? [], chosen), [items, chosen])
  const onMoved = (position: Position, box: Bbox) => {
    if (step.isFollowing()) return
    setBbox(box)
    onCamera(position)
  }
  const onChoose = (item: Different) => {
    change({ selection: { kind: 'grid', id: item.id } }, 'push')
    const box = boxOf(item)
    if (box) first.current?.fit(box)
  }
  const common = { district, position: view.position, level, named, bbox, onMoved }
  return (
    <main className="compare" id="content">
      <h1 className="hidden">{t('compare.title')}</h1>
      <SideMap
        {...common}
        ref={first}
        name={t('compare.first')}
        day={view.asOf}
        onDay={(asOf) => change({ asOf }, 'push')}
        shapes={before}
        onMoving={step.first.onMoving}
      />
      <SideMap
        {...common}
        ref={second}
        name={t('compare.second')}
        day={secondDay}
        onDay={(day) => change({ beside: day ?? 'now' }, 'push')}
        shapes={after}
        onMoving={step.second.onMoving}
      >
        <ZoomButtons position={null} inView={null} map={first} />
      </SideMap>
      <aside className="compare-list" aria-label={t('compare.list')}>
        <header className="card-head">
          <h2>{t('compare.list')}</h2>
          <Button
            type="text"
            className="apart-end"
            icon={<CloseOutlined />}
            aria-label={t('compare.end')}
            onClick={() => change({ beside: null }, 'push')}
          />
        </header>
        <LevelChooser
          schemes={schemes}
          value={level ?? 'none'}
          onChange={(next) => change({ level: next }, 'push')}
        />
        <DifferenceList difference={difference} level={level} chosen={chosen} onChoose={onChoose} />
      </aside>
    </main>
  )
}
