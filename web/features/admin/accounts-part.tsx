/** All accounts with their rights; new ones, changed rights, accounts put out of use. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Table, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/shared/accounts.contract.ts'
import { api } from '../../api.ts'
import { useAccount } from '../../app/session.tsx'
import { ErrorNote, errorWords } from '../../ui/error-note.tsx'
import { AccountForm } from './account-form.tsx'
import { GrantsForm } from './grants-form.tsx'

const ACCOUNTS_KEY = ['accounts'] as const

const Grants = ({ account }: { account: Account }) => {
  const { t } = useTranslation()
  if (account.grants.length === 0) return <span className="waits">{t('admin.noGrants')}</span>
  return account.grants.map((grant) => (
    <Tag key={`${grant.role}-${grant.gridId ?? 'all'}`}>
      {t(`accountRole.${grant.role}`)} · {grant.gridName || grant.gridCode || t('admin.whole')}
    </Tag>
  ))
}

export const AccountsPart = () => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const own = useAccount()
  const [form, setForm] = useState<'new' | Account | null>(null)
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ACCOUNTS_KEY,
    queryFn: () => api.listAccounts(),
  })
  const renew = () => {
    setForm(null)
    void client.invalidateQueries({ queryKey: ACCOUNTS_KEY })
  }
  const setActive = useMutation({
    mutationFn: ({ id, active }: { id: number; active: boolean }) =>
      api.updateAccount({ params: { id }, body: { active } }),
    onSuccess: renew,
    onError: (failure) => void message.error(errorWords(t, failure)),
  })
  return (
    <section aria-label={t('admin.accounts')}>
      <p className="tools">
        <Button type="primary" onClick={() => setForm('new')} disabled={form === 'new'}>
          {t('admin.newAccount')}
        </Button>
      </p>
      {form === 'new' && <AccountForm onDone={renew} onCancel={() => setForm(null)} />}
      {form !== null && form !== 'new' && (
        <GrantsForm key={form.id} account={form} onDone={renew} onCancel={() => setForm(null)} />
      )}
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      <Table<Account>
        size="small"
        rowKey="id"
        loading={isPending}
        dataSource={data?.items ?? []}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('admin.name'), dataIndex: 'name' },
          { title: t('admin.displayName'), dataIndex: 'displayName' },
          { title: t('admin.grants'), render: (_, account) => <Grants account={account} /> },
          {
            title: t('filter.state'),
            render: (_, { active }) => (
              <span className={active ? 'proven' : 'quiet'}>
                {t(active ? 'admin.active' : 'admin.inactive')}
              </span>
            ),
          },
          {
            title: <span className="hidden">{t('app.more')}</span>,
            render: (_, account) => (
              <span className="row-tools">
                <Button size="small" onClick={() => setForm(account)}>
                  {t('admin.edit')}
                </Button>
                <Button
                  size="small"
                  disabled={account.id === own?.id}
                  onClick={() => setActive.mutate({ id: account.id, active: !account.active })}
                >
                  {t(account.active ? 'admin.deactivate' : 'admin.activate')}
                </Button>
              </span>
            ),
          },
        ]}
      />
    </section>
  )
}
