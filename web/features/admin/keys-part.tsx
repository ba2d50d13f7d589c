/** API keys: made for other systems, shown once, revoked for good. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Form, Input, Table } from 'antd'
import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import type { apiKey } from '../../../server/shared/accounts.contract.ts'
import { api } from '../../api.ts'
import { formatMoment } from '../../i18n/formats.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorNote, errorWords } from '../../ui/error-note.tsx'

type Key = z.infer<typeof apiKey>
const KEYS_KEY = ['keys'] as const

const KeyMade = ({ secret }: { secret: string }) => {
  const { t } = useTranslation()
  return (
    <Alert
      type="success"
      className="note"
      title={t('admin.keyMade')}
      description={
        <>
          <code className="secret">{secret}</code>
          <CopyButton text={secret} label={t('app.copy')} />
        </>
      }
    />
  )
}

export const KeysPart = () => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [form] = Form.useForm<{ name: string }>()
  const client = useQueryClient()
  const renew = () => void client.invalidateQueries({ queryKey: KEYS_KEY })
  const { data, error, isPending, refetch } = useQuery({
    queryKey: KEYS_KEY,
    queryFn: () => api.listApiKeys(),
  })
  const create = useMutation({
    mutationFn: ({ name }: { name: string }) => api.createApiKey({ body: { name } }),
    onSuccess: () => {
      form.resetFields()
      renew()
    },
  })
  const revoke = useMutation({
    mutationFn: (id: number) => api.revokeApiKey({ params: { id } }),
    onSuccess: renew,
    onError: (failure) => void message.error(errorWords(t, failure)),
  })
  const moment = (value: string | null) => (value ? <span className="code">{formatMoment(value)}</span> : '—')
  return (
    <section aria-label={t('admin.keys')}>
      <Form form={form} layout="inline" className="tools" requiredMark={false} onFinish={create.mutate}>
        <Form.Item
          name="name"
          label={t('admin.keyName')}
          rules={[{ required: true, message: t('admin.keyName') }]}
        >
          <Input maxLength={100} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={create.isPending}>
          {t('admin.newKey')}
        </Button>
      </Form>
      {create.data && <KeyMade secret={create.data.secret} />}
      {create.error && <ErrorNote error={create.error} />}
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      <Table<Key>
        size="small"
        rowKey="id"
        loading={isPending}
        dataSource={data?.items ?? []}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: t('admin.noKeys') }}
        columns={[
          { title: t('admin.keyName'), dataIndex: 'name' },
          { title: t('admin.prefix'), render: (_, key) => <span className="code">{key.prefix}…</span> },
          { title: t('admin.owner'), dataIndex: 'accountName' },
          { title: t('admin.createdAt'), render: (_, key) => moment(key.createdAt) },
          {
            title: t('admin.lastUsed'),
            render: (_, key) => (key.lastUsedAt ? moment(key.lastUsedAt) : t('admin.never')),
          },
          { title: t('admin.expires'), render: (_, key) => moment(key.expiresAt) },
          {
            title: <span className="hidden">{t('app.more')}</span>,
            render: (_, key) =>
              key.revokedAt ? (
                <span className="quiet">{t('admin.revoked')}</span>
              ) : (
                <Button size="small" danger onClick={() => revoke.mutate(key.id)}>
                  {t('admin.revoke')}
                </Button>
              ),
          },
        ]}
      />
    </section>
  )
}
