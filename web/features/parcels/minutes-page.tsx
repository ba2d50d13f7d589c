/** The minutes of a meeting on paper (A4), to be signed: who met, parcel by parcel what was decided, and a line for each signature. */
import { PrinterOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect } from 'react'
import { Link, useParams } from 'react-router'
import type { Minutes } from '../../../server/shared/meetings.contract.ts'
import { useDistrict, useSchemes } from '../../app/registry.ts'
import { formatCount, formatM2, formatMoment, nameIn } from '../../i18n/formats.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import '../../ui/paper.css'
import { useLanguage } from '../../ui/use-language.ts'
import { MinutesItem } from './minutes-item.tsx'
import './minutes.css'
import { useMeeting, useMinutes } from './use-meetings.ts'
import { useWords } from './words.ts'

const Facts = ({ minutes }: { minutes: Minutes }) => {
  const t = useWords()
  const language = useLanguage()
  const district = useDistrict()
  const { attending, parcels, signed, deferred } = minutes
  const open = parcels - signed - deferred
  const figures = [
    t('minutes.figuresAll', { n: formatCount(parcels), area: formatM2(minutes.areaM2) }),
    t('minutes.figuresSigned', { n: formatCount(signed), area: formatM2(minutes.signedM2) }),
    t('minutes.figuresDeferred', { n: formatCount(deferred), area: formatM2(minutes.deferredM2) }),
    ...(open > 0 ? [t('minutes.figuresOpen', { n: formatCount(open) })] : []),
  ]
  const people = attending.map(({ name, of }) => (of ? `${name}（${of}）` : name))
  const facts: [string, string][] = [
    [t('minutes.meeting'), minutes.title],
    [t('minutes.district'), district.data ? `${district.data.name} ${district.data.code}` : ''],
    [t('minutes.scheme'), nameIn(language, minutes.scheme)],
    [t('minutes.place'), minutes.place],
    [t('minutes.opened'), formatMoment(minutes.openedAt)],
    [t('minutes.closed'), minutes.closedAt ? formatMoment(minutes.closedAt) : '–'],
    [t('minutes.chair'), minutes.chair],
    [t('minutes.recorder'), minutes.recorder],
    [t('minutes.attending'), people.join('、') || '–'],
    [t('minutes.figures'), figures.join('；')],
  ]
  return (
    <dl className="report-facts">
      {facts
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

const Signatures = ({ signatures }: Pick<Minutes, 'signatures'>) => {
  const t = useWords()
  return (
    <div className="minutes-signatures">
      {signatures.map(({ name, of, as }) => (
        <div key={`${name}-${of}-${as}`}>
          <p>
            {t(`minutes.as.${as}`)}：{name}
            {of && <span className="quiet"> {of}</span>}
          </p>
          <p className="sign-lines">
            <span>{t('minutes.signLine')}</span>
            <span className="sign-line" />
            <span>{t('minutes.dateLine')}</span>
            <span className="sign-line" />
          </p>
        </div>
      ))}
    </div>
  )
}

const Sheet = ({ minutes }: { minutes: Minutes }) => {
  const t = useWords()
  const meeting = useMeeting(minutes.id)
  const schemes = useSchemes().data?.items ?? []
  const level = schemes
    .find(({ id }) => id === minutes.scheme.id)
    ?.levels.find(({ depth }) => depth === minutes.depth)
  const idOf = (no: number): number | null =>
    meeting.data?.queue.find((item) => item.no === no)?.parcel.id ?? null
  return (
    <article className="report minutes" aria-label={t('minutes.title')}>
      <h2>{t('minutes.title')}</h2>
      {minutes.closedAt === null && <p className="waits">{t('minutes.draft')}</p>}
      <Facts minutes={minutes} />
      <h3>{t('minutes.items')}</h3>
      {minutes.items.map((item) => (
        <MinutesItem
          key={item.no}
          item={item}
          minutes={minutes}
          parcelId={idOf(item.no)}
          levelId={level?.id ?? null}
        />
      ))}
      <h3>{t('minutes.signatures')}</h3>
      <Signatures signatures={minutes.signatures} />
    </article>
  )
}

export const MinutesPage = () => {
  const t = useWords()
  const id = Number(useParams().id)
  const minutes = useMinutes(id)
  const title = minutes.data?.title
  useEffect(() => {
    document.title = `${title ?? t('minutes.title')} · Gridbook`
  }, [t, title])
  return (
    <main className="admin sheet-page" id="content">
      <h1 className="hidden">{t('minutes.title')}</h1>
      <p className="tools no-print minutes-tools">
        <Button type="primary" icon={<PrinterOutlined />} onClick={() => window.print()}>
          {t('minutes.print')}
        </Button>
        <Link to="/boundaries/meetings">{t('minutes.back')}</Link>
        {minutes.data?.closedAt === null ? (
          <Link to={`/boundaries/meetings/${id}`}>{t('minutes.toMeeting')}</Link>
        ) : (
          <Link to="/boundaries/parcels">{t('minutes.carry')}</Link>
        )}
        <span className="quiet">{t('minutes.printHint')}</span>
      </p>
      {minutes.error && <ErrorNote error={minutes.error} onRetry={() => void minutes.refetch()} />}
      {minutes.isPending && <Loading />}
      {minutes.data && <Sheet minutes={minutes.data} />}
    </main>
  )
}
