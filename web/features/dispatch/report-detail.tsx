/** One report: what was said, where it lies, whose it is, and why. */
import { ArrowLeftOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { LonLat } from '../../../server/shared/crs.ts'
import type { Report } from '../../../server/shared/lookup.contract.ts'
import { formatDistance, formatMoment, formatPoint, nameIn } from '../../i18n/formats.ts'
import { ClassDisc } from '../../map/class-disc.tsx'
import { Code } from '../../ui/code.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Places } from '../../ui/places.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import { Why } from '../../ui/why.tsx'
import { useReport } from './use-reports.ts'

type Props = { id: number; onBack: () => void; onShow: (point: LonLat) => void }

const Facts = ({ report }: { report: Report }) => {
  const { t } = useTranslation()
  const accuracy = report.accuracyM > 0 ? ` ±${formatDistance(report.accuracyM)}` : ''
  return (
    <dl className="facts">
      <div>
        <dt>{t('dispatch.received')}</dt>
        <dd className="code">{formatMoment(report.receivedAt)}</dd>
      </div>
      <div>
        <dt>{t('dispatch.by')}</dt>
        <dd>
          {report.receivedBy}{' '}
          <span className="quiet">{report.channel === 'desk' ? t('dispatch.desk') : report.channel}</span>
        </dd>
      </div>
      <div>
        <dt>{t('dispatch.position')}</dt>
        <dd className="code">
          {formatPoint(report.point)}
          {accuracy}
        </dd>
      </div>
      {report.source.crs !== 'EPSG:4490' && (
        <div>
          <dt>{t('card.original')}</dt>
          <dd className="code">
            {report.source.coordinates.join(', ')} <span className="quiet">{report.source.crs}</span>
          </dd>
        </div>
      )}
      <div>
        <dt>{t('dispatch.component')}</dt>
        <dd>
          {report.component ? (
            <Link to={`/?at=${report.point.join(',')},18&sel=component-${report.component.id}`}>
              <Code code={report.component.code} />
            </Link>
          ) : (
            <span className="quiet">{t('dispatch.componentNone')}</span>
          )}
        </dd>
      </div>
    </dl>
  )
}

const Detail = ({ report, onShow }: { report: Report } & Pick<Props, 'onShow'>) => {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <>
      <header className="card-head">
        {report.class && <ClassDisc cls={report.class} size={26} />}
        <h2>{report.class ? nameIn(language, report.class) : t('dispatch.classNone')}</h2>
      </header>
      <p className="code">{report.number}</p>
      <p className={report.words ? 'said' : 'quiet'}>{report.words || t('dispatch.noWords')}</p>
      <p className="responsible">
        {t('card.responsible')} <strong>{report.responsible.name}</strong>
      </p>
      {!report.inDistrict && <p className="waits">{t('dispatch.outside')}</p>}
      <Places places={report.places} />
      <Facts report={report} />
      <div className="card-actions">
        <Button size="small" onClick={() => onShow(report.point)}>
          {t('card.zoomTo')}
        </Button>
      </div>
      <h3>{t('trace.title')}</h3>
      <Why trace={report.trace} />
    </>
  )
}

export const ReportDetail = ({ id, onBack, onShow }: Props) => {
  const { t } = useTranslation()
  const { data, error, isPending, refetch } = useReport(id)
  const back = useRef<HTMLButtonElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each report opened takes the focus
  useEffect(() => back.current?.focus({ preventScroll: true }), [id])
  return (
    <article aria-label={data ? t('dispatch.detail', { number: data.number }) : t('dispatch.title')}>
      <Button ref={back} type="link" size="small" icon={<ArrowLeftOutlined />} onClick={onBack}>
        {t('dispatch.back')}
      </Button>
      {isPending && <Loading />}
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data && <Detail report={data} onShow={onShow} />}
    </article>
  )
}
