/** A grid that is not on record at the day looked at: since when it is no more, or when it came, and where its ground went. */
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDay } from '../../i18n/formats.ts'
import { Code } from '../../ui/code.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Lineage, useLineage } from '../../ui/lineage.tsx'
import { dayOf } from '../../ui/lineage-tree.ts'
import { Loading } from '../../ui/loading.tsx'
import type { CardActions } from './component-card.tsx'

type Props = { id: number; at: string | null; onGridAt: CardActions['onGridAt'] }

export const GridGone = ({ id, at, onGridAt }: Props) => {
  const { t } = useTranslation()
  const [now] = useState(() => Date.now())
  const { data, error, isPending, refetch } = useLineage(id)
  if (isPending) return <Loading />
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />
  const { code, name, from, to } = data.grid
  const lastDay = to === null ? null : dayOf(data.grid, to, 'ancestors', now)
  return (
    <>
      <header className="card-head">
        <h2>{name || code}</h2>
      </header>
      <Code code={code} copy />
      <p className="waits" role="status">
        {at === null ? t('card.notNow') : t('card.notThen', { day: at })}{' '}
        {t('card.onRecord', { from: formatDay(from), to: to === null ? t('card.now') : formatDay(to) })}
      </p>
      {lastDay && lastDay !== at && (
        <Button size="small" onClick={() => onGridAt(id, lastDay)}>
          {t('card.lookThen', { day: lastDay })}
        </Button>
      )}
      <Lineage id={id} onGrid={onGridAt} />
    </>
  )
}
