/** All deliveries, the newest first, with their state and figures; and the way to open a new one. */
import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import type { listCensuses } from '../../../server/shared/census.contract.ts'
import type { Answer } from '../../api.ts'
import { hasRole, useAccount } from '../../app/session.tsx'
import { formatCount, formatMoment } from '../../i18n/formats.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import './census.css'
import { NewCensus } from './new-census.tsx'
import { AcceptanceMark, StateMark } from './state-mark.tsx'
import { useCensuses } from './use-census.ts'
import { useWords } from './words.ts'
import { WorkShort } from './work-line.tsx'

type Item = Answer<typeof listCensuses>['items'][number]

const Row = ({ item }: { item: Item }) => {
  const t = useWords()
  return (
    <li>
      <Link
        className="row census-row"
        to={`/census/${item.id}`}
        aria-label={t('list.open', { title: item.title })}
      >
        <span>
          <strong>{item.title}</strong> <AcceptanceMark acceptance={item.acceptance} />{' '}
          <WorkShort job={item.job} />
        </span>
        <StateMark state={item.state} undone={item.committed?.undone ?? false} />
        <span className="quiet two-facts">
          <span>{t('list.opened', { actor: item.actor, at: formatMoment(item.createdAt) })}</span>
          {item.committed && (
            <span>
              {t('list.committed', { actor: item.committed.actor, at: formatMoment(item.committed.at) })}
            </span>
          )}
        </span>
        <span className="quiet">{t('list.files', { n: item.files })}</span>
        {item.counts.total > 0 && (
          <span className="quiet">{t('list.rows', { n: formatCount(item.counts.total) })}</span>
        )}
        {item.counts.refused > 0 && (
          <span className="wrong">{t('list.refused', { n: formatCount(item.counts.refused) })}</span>
        )}
      </Link>
    </li>
  )
}

const Deliveries = () => {
  const t = useWords()
  const navigate = useNavigate()
  const [begun, setBegun] = useState(false)
  const { items, error, isPending, refetch, hasNextPage, fetchNextPage } = useCensuses()
  const none = !isPending && !error && items.length === 0
  return (
    <>
      {hasRole(useAccount(), 'surveyor', 'administrator') && (
        <p className="tools">
          <Button type="primary" icon={<PlusOutlined />} disabled={begun} onClick={() => setBegun(true)}>
            {t('list.new')}
          </Button>
        </p>
      )}
      {begun && (
        <NewCensus
          onCancel={() => setBegun(false)}
          onDone={(id) => void navigate(`/census/${id}?step=files`)}
        />
      )}
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {isPending && <Loading />}
      {none && !begun && <p className="quiet">{t('list.empty')}</p>}
      <ul className="rows census-list">
        {items.map((item) => (
          <Row key={item.id} item={item} />
        ))}
      </ul>
      {hasNextPage && (
        <Button block onClick={() => void fetchNextPage()}>
          {t('list.more')}
        </Button>
      )}
    </>
  )
}

export const CensusPage = () => {
  const t = useWords()
  const account = useAccount()
  useEffect(() => {
    document.title = `${t('list.title')} · Gridbook`
  }, [t])
  return (
    <main className="admin census" id="content">
      <h1>{t('list.title')}</h1>
      {hasRole(account, 'surveyor', 'administrator', 'reviewer') ? (
        <Deliveries />
      ) : (
        <p className="waits" role="status">
          {t('list.forbidden')}
        </p>
      )}
    </main>
  )
}
