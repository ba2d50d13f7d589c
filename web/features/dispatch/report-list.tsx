/** The list of reports: number, what, where, whose. A row hovered lights up on the map; a dot hovered brings its row into view. */
import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Report } from '../../../server/shared/lookup.contract.ts'
import { useLive } from '../../app/events.tsx'
import { formatCount, formatMoment, nameIn } from '../../i18n/formats.ts'
import { ClassDisc } from '../../map/class-disc.tsx'
import { arrowKeys } from '../../ui/arrow-keys.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import type { Reports } from './use-reports.ts'

type Props = {
  reports: Reports
  hovered: number | null
  onHover: (id: number | null) => void
  onOpen: (report: Report) => void
  onNew?: () => void
}

const deepestGrid = (report: Report): string => {
  const grid = report.places.flatMap((place) => place.grids.slice(-1))[0]
  return grid ? grid.name || grid.code : ''
}

const Row = (props: { report: Report; lit: boolean } & Pick<Props, 'onHover' | 'onOpen'>) => {
  const { report, lit, onHover, onOpen } = props
  const language = useLanguage()
  const ref = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (lit) ref.current?.scrollIntoView({ block: 'nearest' })
  }, [lit])
  return (
    <li ref={ref} onMouseEnter={() => onHover(report.id)} onMouseLeave={() => onHover(null)}>
      <button type="button" className={lit ? 'row lit' : 'row'} onClick={() => onOpen(report)}>
        {report.class && <ClassDisc cls={report.class} />}
        <span className="row-main">
          <span className="code">{report.number}</span>
          <span>{report.class ? nameIn(language, report.class) : ''}</span>
          <strong className="row-wide">{report.responsible.name}</strong>
          {report.words && <span className="row-wide cut">{report.words}</span>}
          <span className="quiet">{deepestGrid(report)}</span>
          <span className="quiet code">{formatMoment(report.receivedAt)}</span>
        </span>
      </button>
    </li>
  )
}

const LiveMark = () => {
  const { t } = useTranslation()
  const live = useLive()
  return (
    <span role="status" className={live ? 'proven' : 'waits'}>
      ● {live ? t('dispatch.live') : t('dispatch.offline')}
    </span>
  )
}

export const ReportList = ({ reports, hovered, onHover, onOpen, onNew }: Props) => {
  const { t } = useTranslation()
  return (
    <>
      <header className="card-head list-head">
        <h2>{t('dispatch.list')}</h2>
        <span className="quiet">{t('dispatch.total', { n: formatCount(reports.total) })}</span>
        {onNew && (
          <Button type="primary" size="small" icon={<PlusOutlined />} onClick={onNew}>
            {t('dispatch.new')}
          </Button>
        )}
      </header>
      <p className="list-note">
        <LiveMark />
      </p>
      {reports.error && <ErrorNote error={reports.error} onRetry={reports.retry} />}
      {reports.isPending && <Loading />}
      {!reports.isPending && !reports.error && reports.items.length === 0 && (
        <p className="quiet">{t('dispatch.empty')}</p>
      )}
      <ul className="rows" onKeyDown={arrowKeys}>
        {reports.items.map((report) => (
          <Row
            key={report.id}
            report={report}
            lit={report.id === hovered}
            onHover={onHover}
            onOpen={onOpen}
          />
        ))}
      </ul>
      {reports.more && (
        <Button block size="small" onClick={reports.more}>
          {t('dispatch.loadMore')}
        </Button>
      )}
    </>
  )
}
