/** The page: the map with search, grids, legend and facts at its edges, and the panel beside it. What can be shared is in the address. */
import { App } from 'antd'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LonLat } from '../../../server/shared/crs.ts'
import type { Bbox, District, Scheme } from '../../api-types.ts'
import { useRegistryVersion } from '../../app/events.tsx'
import { useDistrict, useSchemes } from '../../app/registry.ts'
import { type ChangeView, useView } from '../../app/use-view.ts'
import { MapFrame } from '../../map/map-frame.tsx'
import type { MapHandle } from '../../map/map-view.tsx'
import { AsOfBanner } from '../../ui/as-of.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { useCameraInAddress } from '../../ui/use-camera-in-address.ts'
import type { View } from '../../url-state.ts'
import { firstDay } from './difference.ts'
import { FactsLine } from './facts-line.tsx'
import { FilterButtons } from './filter-buttons.tsx'
import { Legend } from './legend.tsx'
import { LevelChooser } from './level-chooser.tsx'
import { SearchBox } from './search-box.tsx'
import { SidePanel } from './side-panel.tsx'
import { useChosen } from './use-chosen.ts'
import { useDrawn } from './use-drawn.ts'
import { ZoomButtons } from './zoom-buttons.tsx'

const Comparison = lazy(async () => ({ default: (await import('./comparison.tsx')).Comparison }))

export const MapPage = () => {
  const { t } = useTranslation()
  const district = useDistrict()
  const schemes = useSchemes()
  useEffect(() => {
    document.title = `${t('app.map')} · Gridbook`
  }, [t])
  const error = district.error ?? schemes.error
  if (error)
    return (
      <main className="state" id="content">
        <ErrorNote
          error={error}
          onRetry={() => {
            void district.refetch()
            void schemes.refetch()
          }}
        />
      </main>
    )
  if (!district.data || !schemes.data)
    return (
      <main className="state" id="content">
        <Loading />
      </main>
    )
  return <Shown district={district.data} schemes={schemes.data.items} />
}

type Known = { district: District; schemes: readonly Scheme[] }

/** One map, or two of different days. */
const Shown = (known: Known) => {
  const { view, dropped, change } = useView()
  useDroppedNotice(dropped.join(', '))
  if (view.beside === null) return <Workspace {...known} view={view} change={change} />
  return (
    <Suspense fallback={<Loading />}>
      <Comparison {...known} view={view} change={change} />
    </Suspense>
  )
}

/** What of the address could not be read, said once. */
const useDroppedNotice = (names: string): void => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  useEffect(() => {
    if (names) void message.warning(t('app.dropped', { names }))
  }, [names, message, t])
}

const Workspace = ({ district, schemes, view, change }: Known & { view: View; change: ChangeView }) => {
  const { t } = useTranslation()
  const version = useRegistryVersion() ?? district.version
  const map = useRef<MapHandle>(null)
  const [bbox, setBbox] = useState<Bbox | null>(null)
  const [pointer, setPointer] = useState<LonLat | null>(null)
  const onCamera = useCameraInAddress(map, view.position, change)
  const drawn = useDrawn({ view, bbox, district, schemes })
  const chosen = useChosen({ view, change, map, ready: bbox !== null })
  const { overlay, setOverlay } = chosen
  const toggle = (kind: 'filter' | 'list') => setOverlay(overlay?.kind === kind ? null : { kind })
  const onCompare = () => change({ asOf: view.asOf ?? firstDay(Date.now()), beside: 'now' }, 'push')
  const onDay = (asOf: string | null) => change({ asOf }, 'push')
  return (
    <main className="workspace" id="content">
      <h1 className="hidden">{t('map.title')}</h1>
      <div className="stage">
        <MapFrame
          ref={map}
          position={view.position}
          extent={district.extent}
          classes={drawn.classes}
          filter={drawn.tileFilter}
          colour={drawn.colour}
          level={drawn.level}
          at={view.asOf}
          labels={drawn.labels}
          codes={drawn.codes}
          marked={chosen.marked}
          onClick={chosen.onClick}
          onMoved={(position, box) => {
            setBbox(box)
            onCamera(position)
          }}
          onPointer={setPointer}
        />
        <div className="top-bar">
          <SearchBox onChoose={chosen.onSearch} />
          <LevelChooser
            schemes={schemes}
            value={drawn.level ?? 'none'}
            onChange={(level) => change({ level }, 'push')}
          />
          <FilterButtons
            choices={view}
            change={change}
            open={overlay?.kind === 'filter'}
            onOpen={() => toggle('filter')}
          />
        </div>
        <AsOfBanner day={view.asOf} onDay={onDay} onCompare={onCompare} />
        <Legend
          classes={drawn.classes}
          counts={drawn.countByClass}
          total={drawn.total ?? district.components}
          shown={view.class}
          onShown={(next) => change((now) => ({ class: next(now.class) }), 'push')}
          colourBy={view.colourBy}
          onColourBy={(by) => change({ colourBy: by }, 'push')}
          colourRows={drawn.colourRows}
        />
        <ZoomButtons position={view.position} inView={drawn.inView} map={map} />
      </div>
      <SidePanel
        overlay={overlay}
        onOverlay={setOverlay}
        view={view}
        change={change}
        drawn={drawn}
        bbox={bbox}
        schemes={schemes}
        lon={district.centre?.[0] ?? 0}
        actions={chosen.actions}
        onSelect={chosen.select}
      />
      <FactsLine
        pointer={pointer}
        zoom={view.position?.zoom ?? null}
        inView={drawn.inView}
        crowded={drawn.crowded}
        version={version}
        asOf={view.asOf}
        onAsOf={onDay}
        onCompare={onCompare}
        synthetic={district.synthetic}
        onList={() => toggle('list')}
      />
    </main>
  )
}
