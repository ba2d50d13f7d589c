/** Below the card's five lines: why this unit answers, what was before, and the source's own fields. Each is asked for when it is opened. */
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ComponentCard } from '../../../server/shared/components.contract.ts'
import { api } from '../../api.ts'
import type { ComponentHistory } from '../../api-types.ts'
import { formatDay, formatPoint, nameIn } from '../../i18n/formats.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import { Why } from '../../ui/why.tsx'

const Fold = ({ title, children }: { title: string; children: ReactNode }) => {
  const [open, setOpen] = useState(false)
  return (
    <details className="fold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {open && children}
    </details>
  )
}

const WhyThis = ({ card, at }: { card: ComponentCard; at: string | null }) => {
  const { t } = useTranslation()
  const [lon, lat] = card.point
  const { data, error, isPending } = useQuery({
    queryKey: ['lookup', 'component', card.id, at],
    queryFn: ({ signal }) =>
      api.lookup({
        query: { component: card.id, lon, lat, crs: 'EPSG:4490', ...(at === null ? {} : { at }) },
        signal,
      }),
  })
  if (isPending) return <Loading />
  if (error) return <ErrorNote error={error} />
  return (
    <>
      <p>
        {t('card.responsible')} <strong>{data.responsible.name}</strong>
      </p>
      <Why trace={data.trace} />
    </>
  )
}

const Period = ({ from, to }: { from: string; to: string | null }) => {
  const { t } = useTranslation()
  return (
    <span className="quiet">
      {t('card.validUntil', { from: formatDay(from), to: to ? formatDay(to) : t('card.now') })}
    </span>
  )
}

const HistoryList = ({ history }: { history: ComponentHistory }) => {
  const { t } = useTranslation()
  const language = useLanguage()
  if (history.versions.length + history.roles.length === 0)
    return <p className="quiet">{t('card.noHistory')}</p>
  return (
    <ul className="history">
      {history.versions.map((one) => (
        <li key={`v-${one.validFrom}`}>
          {nameIn(language, one.class)} · {t(`state.${one.state}`)} ·{' '}
          <span className="code">{formatPoint(one.point)}</span>
          <br />
          <Period from={one.validFrom} to={one.validTo} />
        </li>
      ))}
      {history.roles.map((one) => (
        <li key={`r-${one.role}-${one.since}-${one.unit?.id ?? 0}`}>
          {t(`roleLong.${one.role}`)} · {one.unit?.name ?? '—'} · {t(`confirmation.${one.confirmation}`)}
          {one.basis && ` · ${one.basis}`}
          <br />
          <Period from={one.since} to={one.validTo ?? one.until} />
        </li>
      ))}
    </ul>
  )
}

const History = ({ card }: { card: ComponentCard }) => {
  const { data, error, isPending } = useQuery({
    queryKey: ['component', card.id, 'history'],
    queryFn: ({ signal }) => api.getComponentHistory({ params: { id: card.id }, signal }),
  })
  if (isPending) return <Loading />
  return error ? <ErrorNote error={error} /> : <HistoryList history={data} />
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const SourceFields = ({ card }: { card: ComponentCard }) => {
  const { t } = useTranslation()
  const fields = Object.entries(card.extra)
  return (
    <dl className="facts">
      <div>
        <dt>{t('card.edition')}</dt>
        <dd>{card.edition}</dd>
      </div>
      <div>
        <dt>{t('card.original')}</dt>
        <dd>
          {card.source.coordinates?.join(', ') ?? '—'} <span className="quiet">{card.source.crs}</span>
        </dd>
      </div>
      {fields.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{shown(value)}</dd>
        </div>
      ))}
      {fields.length === 0 && <p className="quiet">{t('card.noExtra')}</p>}
    </dl>
  )
}

export const ComponentMore = ({ card, at }: { card: ComponentCard; at: string | null }) => {
  const { t } = useTranslation()
  return (
    <div className="folds">
      <Fold key={`why-${card.id}`} title={t('card.why')}>
        <WhyThis card={card} at={at} />
      </Fold>
      <Fold key={`history-${card.id}`} title={t('card.history')}>
        <History card={card} />
      </Fold>
      <Fold key={`source-${card.id}`} title={t('card.source')}>
        <SourceFields card={card} />
      </Fold>
    </div>
  )
}
