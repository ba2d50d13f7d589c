/** Who wrote what, when, from where: newest first, read page by page. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Input, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import type { auditEntry } from '../../../server/shared/accounts.contract.ts'
import { api } from '../../api.ts'
import { formatMoment } from '../../i18n/formats.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { useDebounced } from '../../ui/use-debounced.ts'

type Entry = z.infer<typeof auditEntry>

const written = (value: unknown): string => (value === null ? '—' : JSON.stringify(value, null, 2))

const Difference = ({ entry }: { entry: Entry }) => {
  const { t } = useTranslation()
  return (
    <div className="two">
      <div>
        <h3>{t('admin.before')}</h3>
        <pre>{written(entry.before)}</pre>
      </div>
      <div>
        <h3>{t('admin.after')}</h3>
        <pre>{written(entry.after)}</pre>
      </div>
    </div>
  )
}

export const AuditPart = () => {
  const { t } = useTranslation()
  const [actor, setActor] = useState('')
  const asked = useDebounced(actor.trim(), 300)
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['audit', asked],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.listAudit({
        query: { ...(asked ? { actor: asked } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    getNextPageParam: (last) => last.next,
  })
  return (
    <section aria-label={t('admin.audit')}>
      <div className="tools narrow">
        <Field label={t('admin.actor')}>
          {(id) => (
            <Input id={id} allowClear value={actor} onChange={(event) => setActor(event.target.value)} />
          )}
        </Field>
      </div>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      <Table<Entry>
        size="small"
        rowKey="id"
        loading={isPending}
        dataSource={data?.pages.flatMap((page) => page.items) ?? []}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: t('admin.noAudit') }}
        expandable={{
          columnTitle: <span className="hidden">{t('admin.details')}</span>,
          expandedRowRender: (entry) => <Difference entry={entry} />,
        }}
        columns={[
          {
            title: t('admin.at'),
            render: (_, entry) => <span className="code">{formatMoment(entry.at)}</span>,
          },
          { title: t('admin.actor'), dataIndex: 'actor' },
          { title: t('admin.via'), dataIndex: 'via' },
          { title: t('admin.address'), render: (_, entry) => entry.address ?? '—' },
          { title: t('admin.action'), dataIndex: 'action' },
          {
            title: t('admin.entity'),
            render: (_, entry) => `${entry.entity}${entry.entityId === null ? '' : ` ${entry.entityId}`}`,
          },
        ]}
      />
      {hasNextPage && (
        <Button block onClick={() => void fetchNextPage()}>
          {t('dispatch.loadMore')}
        </Button>
      )}
    </section>
  )
}
