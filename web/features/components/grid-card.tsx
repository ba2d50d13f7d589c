/** One grid: its code, its chain, its area, what stands in it and who answers for it. */
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { ApiError, api } from '../../api.ts'
import { formatArea, formatCount, formatDay, nameIn } from '../../i18n/formats.ts'
import { Code } from '../../ui/code.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Lineage } from '../../ui/lineage.tsx'
import { Loading } from '../../ui/loading.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import type { CardActions } from './component-card.tsx'
import { GridGone } from './grid-gone.tsx'

export const useGrid = (id: number | null, at: string | null) =>
  useQuery({
    queryKey: ['grid', id, at],
    enabled: id !== null,
    queryFn: ({ signal }) =>
      api.getGrid({ params: { id: id ?? 0 }, query: at === null ? {} : { at }, signal }),
  })

export const GridCard = (props: { id: number; at: string | null; actions: CardActions }) => {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data: grid, error, isPending, refetch } = useGrid(props.id, props.at)
  if (isPending) return <Loading />
  if (error instanceof ApiError && error.status === 404)
    return <GridGone id={props.id} at={props.at} onGridAt={props.actions.onGridAt} />
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />
  const above = grid.chain.filter((one) => one.id !== grid.id)
  const facts: [string, string][] = [
    [t('card.area'), formatArea(grid.areaM2)],
    [t('card.components'), formatCount(grid.components)],
    [t('card.children'), formatCount(grid.children)],
    [t('card.version'), t('card.valid', { date: formatDay(grid.validFrom) })],
  ]
  return (
    <>
      <header className="card-head">
        <h2>{grid.name || grid.code}</h2>
        <span className="pill quiet">{nameIn(language, grid.level)}</span>
      </header>
      <Code code={grid.code} copy />
      {above.length > 0 && (
        <p className="places">
          {above.map((one) => (
            <span key={one.id}>
              <button
                type="button"
                className="link"
                title={one.code}
                onClick={() => props.actions.onGrid(one)}
              >
                {one.name || one.code}
              </button>
              {' › '}
            </span>
          ))}
          {grid.name || grid.code}
        </p>
      )}
      <p className="responsible">
        {t('card.answering')} <strong>{grid.answering?.unit.name ?? t('card.notRecorded')}</strong>
        {grid.answering && grid.answering.grid.id !== grid.id && (
          <span className="quiet">
            {' '}
            {t('card.answeringFrom', { grid: grid.answering.grid.name || grid.answering.grid.code })}
          </span>
        )}
      </p>
      <div className="card-actions">
        <Button size="small" onClick={() => props.actions.onShow(grid.labelPoint)}>
          {t('card.zoomTo')}
        </Button>
        <Button size="small" onClick={() => props.actions.onReport(grid.labelPoint, null, null)}>
          {t('card.reportHere')}
        </Button>
        <Button size="small" onClick={() => props.actions.onOnlyGrid(grid.id)}>
          {t('card.onlyHere')}
        </Button>
      </div>
      <dl className="facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Lineage id={grid.id} onGrid={props.actions.onGridAt} />
    </>
  )
}
