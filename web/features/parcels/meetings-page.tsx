/** Claim meetings, the newest first, each with what came of it; and the opening of one. */
import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import type { listMeetings } from '../../../server/shared/meetings.contract.ts'
import type { Answer } from '../../api.ts'
import { hasRole, useAccount } from '../../app/session.tsx'
import { formatCount, formatMoment, nameIn } from '../../i18n/formats.ts'
import { BoundaryNav } from '../../ui/boundary-nav.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import './meetings.css'
import { NewMeeting } from './new-meeting.tsx'
import { useMeetings } from './use-meetings.ts'
import { useWords } from './words.ts'

const Row = ({ item }: { item: Answer<typeof listMeetings>['items'][number] }) => {
  const t = useWords()
  const language = useLanguage()
  const { id, title, place, closedAt, recorder, openedAt, parcels, signed, deferred } = item
  return (
    <li className="meeting-row">
      <Link to={`/boundaries/meetings/${id}`} aria-label={t('meetings.resume', { title })}>
        <strong>{title}</strong>
      </Link>
      <span className={`pill ${closedAt === null ? 'waits' : 'proven'}`}>
        {t(closedAt === null ? 'meetings.open' : 'meetings.closed')}
      </span>
      <span>
        {t('meetings.progress', {
          parcels: formatCount(parcels),
          signed: formatCount(signed),
          deferred: formatCount(deferred),
        })}
      </span>
      <span className="quiet">
        {[nameIn(language, item.scheme), place].filter(Boolean).join(' · ')} ·{' '}
        {t('meetings.opened', { by: recorder, at: formatMoment(openedAt) })}
      </span>
      <Link to={`/boundaries/meetings/${id}/minutes`} aria-label={t('meetings.minutesOf', { title })}>
        {t('meetings.minutes')}
      </Link>
    </li>
  )
}

export const MeetingsPage = () => {
  const t = useWords()
  const navigate = useNavigate()
  const mayOpen = hasRole(useAccount(), 'reviewer', 'administrator')
  const [begun, setBegun] = useState(false)
  const { items, total, error, isPending, refetch, hasNextPage, fetchNextPage } = useMeetings()
  useEffect(() => {
    document.title = `${t('meetings.title')} · Gridbook`
  }, [t])
  return (
    <main className="admin" id="content">
      <BoundaryNav />
      <h1>{t('meetings.title')}</h1>
      <p className="quiet">{t('meetings.intro')}</p>
      {mayOpen && (
        <p className="tools">
          <Button type="primary" icon={<PlusOutlined />} disabled={begun} onClick={() => setBegun(true)}>
            {t('meetings.new')}
          </Button>
        </p>
      )}
      {begun && (
        <NewMeeting
          onCancel={() => setBegun(false)}
          onDone={(id) => void navigate(`/boundaries/meetings/${id}`)}
        />
      )}
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {isPending && <Loading />}
      {!isPending && !error && (
        <p className="quiet" role="status">
          {total === 0 ? t('meetings.empty') : t('meetings.total', { n: formatCount(total) })}
        </p>
      )}
      <ul className="meeting-list">
        {items.map((item) => (
          <Row key={item.id} item={item} />
        ))}
      </ul>
      {hasNextPage && <Button onClick={() => void fetchNextPage()}>{t('meetings.more')}</Button>}
    </main>
  )
}
