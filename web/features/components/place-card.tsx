/** What holds at a point without a component: the chain of grids, the unit that answers and why, and a report from here. */
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { LonLat } from '../../../server/shared/crs.ts'
import { api } from '../../api.ts'
import { formatPoint } from '../../i18n/formats.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Places } from '../../ui/places.tsx'
import { Why } from '../../ui/why.tsx'
import type { CardActions } from './component-card.tsx'

type Props = { point: LonLat; at: string | null; actions: CardActions }

const PlaceAnswer = ({ point, at, actions }: Props) => {
  const { t } = useTranslation()
  const [lon, lat] = point
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['lookup', lon, lat, at],
    queryFn: ({ signal }) =>
      api.lookup({ query: { lon, lat, crs: 'EPSG:4490', ...(at === null ? {} : { at }) }, signal }),
  })
  if (isPending) return <Loading />
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />
  return (
    <>
      <Places places={data.schemes} onGrid={actions.onGrid} />
      {!data.inDistrict && <p className="waits">{t('dispatch.outside')}</p>}
      <p className="responsible">
        {t('card.responsible')} <strong>{data.responsible.name}</strong>
      </p>
      <details className="fold" open>
        <summary>{t('card.why')}</summary>
        <Why trace={data.trace} />
      </details>
    </>
  )
}

export const PlaceCard = (props: Props) => {
  const { t } = useTranslation()
  return (
    <>
      <header className="card-head">
        <h2>{t('card.point')}</h2>
      </header>
      <p className="coordinates">
        <span className="code">{formatPoint(props.point)}</span>
        <CopyButton text={formatPoint(props.point)} label={`${t('app.copy')} ${t('card.coordinates')}`} />
      </p>
      <div className="card-actions">
        <Button size="small" type="primary" onClick={() => props.actions.onReport(props.point, null, null)}>
          {t('card.reportHere')}
        </Button>
        <Button size="small" onClick={() => props.actions.onShow(props.point)}>
          {t('card.zoomTo')}
        </Button>
      </div>
      <PlaceAnswer {...props} />
    </>
  )
}
