/** Reports beside the map, in step with it: the list as they come, one report with its why, and the form for a new one. */
import { Alert } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import type { LonLat } from '../../../server/shared/crs.ts'
import type { Bbox, District } from '../../api-types.ts'
import { defaultLevel, useClassesInUse, useDistrict, useSchemes } from '../../app/registry.ts'
import { hasRole, useAccount } from '../../app/session.tsx'
import { useView } from '../../app/use-view.ts'
import { colourByClass } from '../../map/colouring.ts'
import { MapFrame } from '../../map/map-frame.tsx'
import type { MapHandle } from '../../map/map-view.tsx'
import type { Click } from '../../map/picking.ts'
import { useGridLabels } from '../../map/use-grid-labels.ts'
import { useLevelToName } from '../../map/use-level-to-name.ts'
import { useMarked } from '../../map/use-map-layers.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { useCameraInAddress } from '../../ui/use-camera-in-address.ts'
import { type Draft, readDraft } from './draft.ts'
import { ReportDetail } from './report-detail.tsx'
import { ReportForm } from './report-form.tsx'
import { ReportList } from './report-list.tsx'
import { reportFeatures, useReport, useReports } from './use-reports.ts'

export const DispatchPage = () => {
  const { t } = useTranslation()
  const district = useDistrict()
  useEffect(() => {
    document.title = `${t('dispatch.title')} · Gridbook`
  }, [t])
  return (
    <main className="workspace dispatch" id="content">
      <h1 className="hidden">{t('dispatch.title')}</h1>
      {district.error && <ErrorNote error={district.error} onRetry={() => void district.refetch()} />}
      {district.isPending && <Loading />}
      {district.data && <Desk district={district.data} />}
    </main>
  )
}

const WRITERS = ['administrator', 'dispatcher', 'surveyor', 'reviewer'] as const

const Desk = ({ district }: { district: District }) => {
  const { t } = useTranslation()
  const account = useAccount()
  const { view, change } = useView()
  const map = useRef<MapHandle>(null)
  const onCamera = useCameraInAddress(map, view.position, change)
  const [params] = useSearchParams()
  const mayWrite = hasRole(account, ...WRITERS)
  const [begun, setDraft] = useState<Draft | null>(() => readDraft(params))
  const draft = mayWrite ? begun : null
  const [bbox, setBbox] = useState<Bbox | null>(null)
  const [pin, setPin] = useState<LonLat | null>(null)
  const [hovered, setHovered] = useState<number | null>(null)

  const classes = useClassesInUse()
  const shownClasses = useMemo(() => classes.data?.items ?? [], [classes.data])
  const colour = useMemo(() => colourByClass(shownClasses), [shownClasses])
  const schemes = useSchemes()
  const level = view.level === 'none' ? null : (view.level ?? defaultLevel(schemes.data?.items ?? []))
  const levelNamed = useLevelToName(
    schemes.data?.items ?? [],
    level,
    district.extent,
    view.position?.zoom ?? null,
  )
  const { labels } = useGridLabels({ level: levelNamed, bbox, at: null, filter: null })
  const reports = useReports()
  const features = useMemo(() => reportFeatures(reports.items), [reports.items])
  const chosen = view.selection?.kind === 'report' ? view.selection.id : null
  const report = useReport(chosen)
  const marked = useMarked(draft ? (pin ?? draft.point) : (report.data?.point ?? null), { pin: true })

  const open = (id: number | null) => {
    setDraft(null)
    change({ selection: id === null ? null : { kind: 'report', id } }, 'push')
  }
  const begin = (point: LonLat | null, rest: Partial<Draft> = {}) =>
    setDraft((before) => ({ componentId: null, classId: before?.classId ?? null, ...rest, point }))
  const onClick = ({ point, hits, reportIds }: Click) => {
    const [reportId] = reportIds
    if (reportId !== undefined && draft === null) return open(reportId)
    if (!mayWrite) return
    const [hit] = hits
    begin(point, hit ? { componentId: hit.id, classId: hit.classId } : {})
  }
  return (
    <>
      <div className="stage">
        <MapFrame
          ref={map}
          position={view.position}
          extent={district.extent}
          classes={shownClasses}
          filter={classes.data ? {} : undefined}
          colour={colour}
          level={level}
          at={null}
          labels={labels}
          marked={marked}
          reports={features}
          hoveredReport={hovered}
          onClick={onClick}
          onMoved={(position, box) => {
            setBbox(box)
            onCamera(position)
          }}
          onReportHover={setHovered}
        />
        {mayWrite && <p className="map-hint">{t('dispatch.pick')}</p>}
      </div>
      <section className="panel desk" aria-label={t('dispatch.list')}>
        {draft !== null && (
          <ReportForm
            draft={draft}
            onPin={setPin}
            onCancel={() => setDraft(null)}
            onSaved={(id) => open(id)}
          />
        )}
        {begun !== null && !mayWrite && <Alert type="warning" title={t('dispatch.forbidden')} />}
        {draft === null && chosen !== null && (
          <ReportDetail
            id={chosen}
            onBack={() => open(null)}
            onShow={(point) => map.current?.show(point, 18)}
          />
        )}
        {/* The list stays mounted, so that coming back finds it where it was. */}
        <div hidden={draft !== null || chosen !== null}>
          <ReportList
            reports={reports}
            hovered={hovered}
            onHover={setHovered}
            onOpen={(item) => {
              open(item.id)
              map.current?.show(item.point, 16)
            }}
            {...(mayWrite ? { onNew: () => begin(null) } : {})}
          />
        </div>
      </section>
    </>
  )
}
