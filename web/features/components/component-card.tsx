/** The card of one component, in the same order everywhere: what, code, chain of grids, coordinates, three roles; below, why and history. */
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ComponentCard as Card } from '../../../server/shared/components.contract.ts'
import type { LonLat } from '../../../server/shared/crs.ts'
import type { GridRef } from '../../../server/shared/grids.contract.ts'
import { api } from '../../api.ts'
import { formatDay, formatPoint, nameIn } from '../../i18n/formats.ts'
import { ClassDisc } from '../../map/class-disc.tsx'
import { Code } from '../../ui/code.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Places } from '../../ui/places.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import { ComponentMore } from './component-more.tsx'
import { RoleLines } from './role-lines.tsx'

export type CardActions = {
  onGrid(grid: GridRef): void
  /** As of the end of a day; null is now. */
  onGridAt(gridId: number, day: string | null): void
  onShow(point: LonLat): void
  onReport(point: LonLat, componentId: number | null, classId: number | null): void
  onOnlyClass(classId: number): void
  onOnlyGrid(gridId: number): void
}

export const useComponent = (id: number | null, at: string | null) =>
  useQuery({
    queryKey: ['component', id, at],
    enabled: id !== null,
    queryFn: ({ signal }) =>
      api.getComponent({ params: { id: id ?? 0 }, query: at === null ? {} : { at }, signal }),
  })

const STATE_TONE = {
  intact: 'proven',
  damaged: 'waits',
  missing: 'wrong',
  abandoned: 'waits',
  removed: 'waits',
  unknown: 'quiet',
} as const

const Facts = ({ card }: { card: Card }) => {
  const { t } = useTranslation()
  const rows: [string, string | null][] = [
    [t('card.location'), card.location],
    [t('card.surveyed'), card.surveyedOn && formatDay(card.surveyedOn)],
    [t('card.changed'), card.changedOn && formatDay(card.changedOn)],
    [t('card.dataSource'), card.dataSource],
    [t('card.note'), card.note],
  ]
  const given = rows.filter((row): row is [string, string] => Boolean(row[1]))
  if (given.length === 0) return null
  return (
    <dl className="facts">
      {given.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const CardBody = ({ card, at, actions }: { card: Card; at: string | null; actions: CardActions }) => {
  const { t } = useTranslation()
  const language = useLanguage()
  const className = nameIn(language, card.class)
  const ownName = card.name && card.name !== className && card.name !== card.class.nameZh ? card.name : null
  return (
    <>
      <header className="card-head">
        <ClassDisc cls={card.class} size={26} />
        <h2>{className}</h2>
        <span className={`pill ${STATE_TONE[card.state]}`}>{t(`state.${card.state}`)}</span>
      </header>
      {ownName && <p className="card-name">{ownName}</p>}
      <Code code={card.code} copy />
      <Places places={card.places} onGrid={actions.onGrid} />
      <p className="coordinates">
        <span className="code">{formatPoint(card.point)}</span>
        <CopyButton text={formatPoint(card.point)} label={`${t('app.copy')} ${t('card.coordinates')}`} />
      </p>
      <RoleLines roles={card.roles} />
      <div className="card-actions">
        <Button size="small" onClick={() => actions.onShow(card.point)}>
          {t('card.zoomTo')}
        </Button>
        <Button size="small" onClick={() => actions.onReport(card.point, card.id, card.class.id)}>
          {t('card.reportHere')}
        </Button>
        <Button size="small" onClick={() => actions.onOnlyClass(card.class.id)}>
          {t('card.showOnly')}
        </Button>
      </div>
      <Facts card={card} />
      <ComponentMore card={card} at={at} />
    </>
  )
}

export const ComponentCard = (props: { id: number; at: string | null; actions: CardActions }) => {
  const { data, error, isPending, refetch } = useComponent(props.id, props.at)
  if (isPending) return <Loading />
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />
  return <CardBody card={data} at={props.at} actions={props.actions} />
}
