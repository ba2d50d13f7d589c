/** A new account: name, first password, rights. */
import { useMutation } from '@tanstack/react-query'
import { App, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api.ts'
import { errorWords } from '../../ui/error-note.tsx'
import { type GrantDraft, GrantsFields, grantsOf } from './grants-fields.tsx'

type Fields = { name: string; displayName?: string; password: string }

export const AccountForm = ({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [grants, setGrants] = useState<GrantDraft[]>([
    { key: 1, role: 'reader', gridId: null, gridName: null },
  ])
  const create = useMutation({
    mutationFn: ({ name, displayName = '', password }: Fields) =>
      api.createAccount({ body: { name, displayName, password, grants: grantsOf(grants) } }),
    onSuccess: ({ name }) => {
      void message.success(t('admin.created', { name }))
      onDone()
    },
  })
  return (
    <div className="box">
      <h2>{t('admin.newAccount')}</h2>
      <Form<Fields> layout="vertical" requiredMark={false} onFinish={create.mutate} autoComplete="off">
        <Form.Item
          name="name"
          label={t('admin.name')}
          extra={t('admin.nameRule')}
          rules={[{ required: true, pattern: /^[\p{L}\p{N}._@-]{2,60}$/u, message: t('admin.nameRule') }]}
        >
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="displayName" label={t('admin.displayName')}>
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('admin.initialPassword')}
          rules={[{ required: true, min: 10, message: t('admin.passwordRule') }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <GrantsFields grants={grants} onChange={setGrants} />
        {create.isError && (
          <p role="alert" className="wrong">
            {errorWords(t, create.error)}
          </p>
        )}
        <div className="card-actions">
          <Button type="primary" htmlType="submit" loading={create.isPending}>
            {t('app.save')}
          </Button>
          <Button onClick={onCancel}>{t('app.cancel')}</Button>
        </div>
      </Form>
    </div>
  )
}
