/** All changes of grids, the newest first, filtered by state and scheme in the address; and the way to open a draft. */
import { DownloadOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useEffect, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import type { listChanges } from '../../../server/shared/boundaries.contract.ts'
import { CHANGE_STATES } from '../../../server/shared/boundaries.ts'
import { type Answer, ApiError } from '../../api.ts'
import { useSchemes } from '../../app/registry.ts'
import { hasRole, useAccount } from '../../app/session.tsx'
import { useWriteWords } from '../../app/use-write-address.ts'
import { formatCount, formatMoment, nameIn } from '../../i18n/formats.ts'
import { BoundaryNav } from '../../ui/boundary-nav.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import './boundaries.css'
import { ExportGrids } from './export-grids.tsx'
import { NewChange } from './new-change.tsx'
import { StateMark } from './state-mark.tsx'
import { useChanges, useFilter } from './use-changes.ts'
import { useWords } from './words.ts'

type Item = Answer<typeof listChanges>['items'][number]

const Row = ({ item }: { item: Item }) => {
  const t = useWords()
  const language = useLanguage()
  return (
    <li>
      <Link
        className="row change-row"
        to={`/boundaries/${item.id}`}
        aria-label={t('list.open', { title: item.title })}
      >
        <strong>{item.title}</strong>
        <StateMark state={item.state} />
        <span className="quiet">{nameIn(language, item.scheme)}</span>
        <span className="quiet">
          {t('list.opened', { actor: item.author, at: formatMoment(item.createdAt) })}
        </span>
        <span className="quiet">
          {item.inForceAt
            ? t('list.inForce', { at: formatMoment(item.inForceAt) })
            : item.effectAt
              ? t('review.due', { at: formatMoment(item.effectAt) })
              : t('list.size', { operations: formatCount(item.operations), grids: formatCount(item.grids) })}
        </span>
      </Link>
    </li>
  )
}

const Filters = ({ total }: { total: number | null }) => {
  const t = useWords()
  const language = useLanguage()
  const { states, scheme } = useFilter()
  const write = useWriteWords()
  const schemes = useSchemes().data?.items ?? []
  return (
    <div className="change-filters">
      <Select
        mode="multiple"
        allowClear
        className="state-filter"
        aria-label={t('list.filterState')}
        placeholder={t('list.anyState')}
        value={[...states]}
        options={CHANGE_STATES.map((state) => ({ value: state, label: t(`state.${state}`) }))}
        onChange={(chosen) => write({ state: chosen.length > 0 ? chosen.join(',') : null }, 'push')}
      />
      <Select
        allowClear
        className="state-filter"
        aria-label={t('list.filterScheme')}
        placeholder={t('list.anyScheme')}
        value={scheme}
        options={schemes.map((one) => ({ value: one.id, label: nameIn(language, one) }))}
        onChange={(chosen) => write({ scheme: chosen ?? null }, 'push')}
      />
      {total !== null && (
        <span className="quiet" role="status">
          {t('list.total', { n: formatCount(total) })}
        </span>
      )}
    </div>
  )
}

const Changes = () => {
  const t = useWords()
  const navigate = useNavigate()
  const account = useAccount()
  const [begun, setBegun] = useState(false)
  const [exporting, setExporting] = useState(false)
  const filter = useFilter()
  const { items, total, error, isPending, refetch, hasNextPage, fetchNextPage } = useChanges(filter)
  if (error instanceof ApiError && error.status === 403)
    return (
      <p className="waits" role="status">
        {t('list.forbidden')}
      </p>
    )
  const filtered = filter.states.length > 0 || filter.scheme !== null
  const none = !isPending && !error && items.length === 0
  return (
    <>
      <p className="tools">
        {hasRole(account, 'reviewer', 'administrator') && (
          <Button type="primary" icon={<PlusOutlined />} disabled={begun} onClick={() => setBegun(true)}>
            {t('list.new')}
          </Button>
        )}{' '}
        <Button icon={<DownloadOutlined />} disabled={exporting} onClick={() => setExporting(true)}>
          {t('export.open')}
        </Button>
      </p>
      {exporting && <ExportGrids onClose={() => setExporting(false)} />}
      {begun && (
        <NewChange onCancel={() => setBegun(false)} onDone={(id) => void navigate(`/boundaries/${id}`)} />
      )}
      <Filters total={isPending ? null : total} />
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {isPending && <Loading />}
      {none && !begun && <p className="quiet">{t(filtered ? 'list.emptyFiltered' : 'list.empty')}</p>}
      <ul className="rows change-list">
        {items.map((item) => (
          <Row key={item.id} item={item} />
        ))}
      </ul>
      {hasNextPage && <Button onClick={() => void fetchNextPage()}>{t('list.more')}</Button>}
    </>
  )
}

export const ChangesPage = () => {
  const t = useWords()
  useEffect(() => {
    document.title = `${t('list.title')} · Gridbook`
  }, [t])
  return (
    <main className="admin changes" id="content">
      <BoundaryNav />
      <h1>{t('list.title')}</h1>
      <Changes />
    </main>
  )
}
