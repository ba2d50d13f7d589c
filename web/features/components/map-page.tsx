/** The page: the map with search, grids, legend and facts at its edges, and the card of what is selected. What can be shared is in the address. */
import { MinusOutlined, PlusOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SearchHit } from '../../../server/shared/search.contract.ts'
import type { Bbox, District, Scheme } from '../../api-types.ts'
import { useRegistryVersion } from '../../app/events.tsx'
import { defaultLevel, useClassesInUse, useDistrict, useSchemes } from '../../app/registry.ts'
import { useView } from '../../app/use-view.ts'
import { MapFrame } from '../../map/map-frame.tsx'
import type { MapHandle } from '../../map/map-view.tsx'
import type { Click, Hit } from '../../map/picking.ts'
import { useGridLabels } from '../../map/use-grid-labels.ts'
import { useLevelToName } from '../../map/use-level-to-name.ts'
import { bboxOfShape, useCodeLabels, useMarked } from '../../map/use-map-layers.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Panel } from '../../ui/panel.tsx'
import { useCameraInAddress } from '../../ui/use-camera-in-address.ts'
import { AsOfBanner } from './as-of.tsx'
import { useColourRows } from './colour-key.tsx'
import { useComponent } from './component-card.tsx'
import { ExportPanel } from './export-panel.tsx'
import { FactsLine } from './facts-line.tsx'
import { FilterButtons } from './filter-buttons.tsx'
import { shownTotal } from './filter-model.ts'
import { FilterPanel } from './filter-panel.tsx'
import { useGrid } from './grid-card.tsx'
import { HitList } from './hit-list.tsx'
import { InViewList } from './in-view-list.tsx'
import { Legend } from './legend.tsx'
import { LevelChooser } from './level-chooser.tsx'
import { SearchBox } from './search-box.tsx'
import { SelectionCard, useCardActions } from './selection-card.tsx'
import { useColour } from './use-colour.ts'
import { useCountInView, useFacetCounts, useFilter } from './use-counts.ts'

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
  return <Workspace district={district.data} schemes={schemes.data.items} />
}

/** What lies over the selection for a while: the things under the last click, or the list of all in view. */
type Overlay =
  | { kind: 'hits'; hits: Hit[] }
  | { kind: 'list' }
  | { kind: 'filter' }
  | { kind: 'export'; inView: boolean }
  | null

const Workspace = ({ district, schemes }: { district: District; schemes: readonly Scheme[] }) => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { view, dropped, change } = useView()
  const version = useRegistryVersion() ?? district.version
  const map = useRef<MapHandle>(null)
  const [bbox, setBbox] = useState<Bbox | null>(null)
  const [pointer, setPointer] = useState<[number, number] | null>(null)
  const [overlay, setOverlay] = useState<Overlay>(null)
  const onCamera = useCameraInAddress(map, view.position, change)

  const droppedNames = dropped.join(', ')
  useEffect(() => {
    if (droppedNames) void message.warning(t('app.dropped', { names: droppedNames }))
  }, [droppedNames, message, t])

  const classesInUse = useClassesInUse()
  const classes = useMemo(() => classesInUse.data?.items ?? [], [classesInUse.data])
  const classById = useMemo(() => new Map(classes.map((cls) => [cls.id, cls])), [classes])
  const filter = useFilter(view)
  const { groups: byClass } = useFacetCounts('class', view)
  const countByClass = useMemo(
    () => new Map((byClass ?? []).map(({ key, count }) => [Number(key), count])),
    [byClass],
  )
  const total = filter === null ? 0 : byClass ? shownTotal(byClass, view.class) : null
  const { rows: colourRows, hues } = useColourRows(view.colourBy, filter)
  const colour = useColour(view.colourBy, classes, hues)
  const inView = useCountInView(filter, bbox)

  const level = view.level === 'none' ? null : (view.level ?? defaultLevel(schemes))
  const zoom = view.position?.zoom ?? null
  const levelNamed = useLevelToName(schemes, level, district.extent, zoom)
  const { labels, crowded } = useGridLabels({ level: levelNamed, bbox, at: view.asOf, filter })
  const codes = useCodeLabels(filter, bbox, zoom ?? 0)

  const { selection } = view
  const component = useComponent(selection?.kind === 'component' ? selection.id : null, view.asOf)
  const grid = useGrid(selection?.kind === 'grid' ? selection.id : null, view.asOf)
  const place = selection?.kind === 'point' ? selection.point : (component.data?.point ?? null)
  const marked = useMarked(place, { pin: selection?.kind === 'point', shape: grid.data?.geometry })

  // An address that names a thing but no position brings the thing into view.
  const showPlace = useRef(view.position === null && selection !== null)
  useEffect(() => {
    if (!showPlace.current || place === null || bbox === null) return
    showPlace.current = false
    map.current?.show(place, 18)
  }, [place, bbox])

  const fitGrid = useRef<number | null>(
    view.position === null && selection?.kind === 'grid' ? selection.id : null,
  )
  useEffect(() => {
    if (!grid.data || bbox === null || fitGrid.current !== grid.data.id) return
    fitGrid.current = null
    const box = bboxOfShape(grid.data.geometry)
    if (box) map.current?.fit(box)
  }, [grid.data, bbox])

  const select = (next: typeof selection) => {
    setOverlay(null)
    change({ selection: next }, 'push')
  }
  const onClick = ({ point, hits, cell }: Click) => {
    const [first] = hits
    if (cell && !first) return map.current?.show(point, (zoom ?? 10) + 2)
    if (hits.length > 1) return setOverlay({ kind: 'hits', hits })
    select(first ? { kind: 'component', id: first.id } : { kind: 'point', point })
  }
  const onSearch = (hit: SearchHit) => {
    if (hit.kind === 'position') select({ kind: 'point', point: hit.point })
    else select({ kind: hit.kind, id: hit.id })
    if (hit.kind === 'grid') {
      fitGrid.current = hit.id
      change({ level: hit.level.id }, 'replace')
    }
    if (hit.kind === 'component' || hit.kind === 'position') map.current?.show(hit.point, 18)
  }
  const actions = useCardActions(change, map, (id) => {
    fitGrid.current = id
  })

  return (
    <main className="workspace" id="content">
      <h1 className="hidden">{t('map.title')}</h1>
      <div className="stage">
        <MapFrame
          ref={map}
          position={view.position}
          extent={district.extent}
          classes={classes}
          // Glyphs need the names of the classes: dots wait for them.
          filter={classesInUse.data ? filter : null}
          colour={colour}
          level={level}
          at={view.asOf}
          labels={labels}
          codes={codes}
          marked={marked}
          onClick={onClick}
          onMoved={(position, box) => {
            setBbox(box)
            onCamera(position)
          }}
          onPointer={setPointer}
        />
        <div className="top-bar">
          <SearchBox onChoose={onSearch} />
          <LevelChooser
            schemes={schemes}
            value={level ?? 'none'}
            onChange={(next) => change({ level: next }, 'push')}
          />
          <FilterButtons
            choices={view}
            change={change}
            open={overlay?.kind === 'filter'}
            onOpen={() => setOverlay(overlay?.kind === 'filter' ? null : { kind: 'filter' })}
          />
        </div>
        <AsOfBanner day={view.asOf} onDay={(asOf) => change({ asOf }, 'push')} />
        <Legend
          classes={classes}
          counts={countByClass}
          total={total ?? district.components}
          shown={view.class}
          onShown={(next) => change((now) => ({ class: next(now.class) }), 'push')}
          colourBy={view.colourBy}
          onColourBy={(by) => change({ colourBy: by }, 'push')}
          colourRows={colourRows}
        />
        <div className="zoom-buttons">
          <Button
            icon={<PlusOutlined />}
            aria-label={t('map.zoomIn')}
            onClick={() => map.current?.zoomBy(1)}
          />
          <Button
            icon={<MinusOutlined />}
            aria-label={t('map.zoomOut')}
            onClick={() => map.current?.zoomBy(-1)}
          />
        </div>
        <p className="hidden">
          {view.position &&
            t('map.described', {
              lon: view.position.lon.toFixed(5),
              lat: view.position.lat.toFixed(5),
              zoom: view.position.zoom.toFixed(1),
              n: inView.data?.total ?? 0,
            })}
        </p>
      </div>
      {overlay?.kind === 'hits' && (
        <Panel label={t('map.hits', { n: overlay.hits.length })} onClose={() => setOverlay(null)} listFocus>
          <HitList
            hits={overlay.hits}
            classes={classById}
            at={view.asOf}
            onChoose={(id) => select({ kind: 'component', id })}
          />
        </Panel>
      )}
      {overlay?.kind === 'filter' && (
        <Panel label={t('filter.title')} onClose={() => setOverlay(null)}>
          <FilterPanel
            view={view}
            change={change}
            total={total}
            schemes={schemes}
            level={level}
            onExport={() => setOverlay({ kind: 'export', inView: false })}
          />
        </Panel>
      )}
      {overlay?.kind === 'export' && (
        <Panel label={t('export.title')} onClose={() => setOverlay(null)}>
          <ExportPanel
            filter={filter}
            total={total}
            inView={inView.data?.total ?? null}
            bbox={bbox}
            startInView={overlay.inView}
            lon={district.centre?.[0] ?? 0}
          />
        </Panel>
      )}
      {overlay?.kind === 'list' && (
        <Panel label={t('map.listInView')} onClose={() => setOverlay(null)}>
          <InViewList
            filter={filter}
            bbox={bbox}
            onChoose={(id) => select({ kind: 'component', id })}
            onExport={() => setOverlay({ kind: 'export', inView: true })}
          />
        </Panel>
      )}
      {overlay === null && selection && (
        <SelectionCard
          selection={selection}
          at={view.asOf}
          actions={actions}
          onClose={() => change({ selection: null }, 'push')}
        />
      )}
      <FactsLine
        pointer={pointer}
        zoom={zoom}
        inView={filter === null ? 0 : (inView.data?.total ?? null)}
        crowded={crowded}
        version={version}
        asOf={view.asOf}
        onAsOf={(asOf) => change({ asOf }, 'push')}
        synthetic={district.synthetic}
        onList={() => setOverlay(overlay?.kind === 'list' ? null : { kind: 'list' })}
      />
    </main>
  )
}
