/** Another password for oneself; it ends every other session of the account. */
import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Form, Input } from 'antd'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { ApiError, api } from '../../api.ts'
import { errorWords } from '../../ui/error-note.tsx'

type Fields = { current: string; next: string }

const changeWords = (t: TFunction, error: Error): string =>
  error instanceof ApiError && error.field === 'current' ? t('admin.currentWrong') : errorWords(t, error)

export const PasswordPart = () => {
  const { t } = useTranslation()
  const [form] = Form.useForm<Fields>()
  const change = useMutation({
    mutationFn: (body: Fields) => api.changePassword({ body }),
    onSuccess: () => form.resetFields(),
  })
  return (
    <section aria-label={t('admin.password')} className="narrow">
      <Form<Fields> form={form} layout="vertical" requiredMark={false} onFinish={change.mutate}>
        <Form.Item
          name="current"
          label={t('admin.currentPassword')}
          rules={[{ required: true, message: t('signIn.passwordMissing') }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item
          name="next"
          label={t('admin.nextPassword')}
          extra={t('admin.passwordRule')}
          rules={[{ required: true, min: 10, message: t('admin.passwordRule') }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        {change.isSuccess && (
          <Alert type="success" role="status" className="note" title={t('admin.changed')} />
        )}
        {change.error && (
          <Alert type="error" role="alert" className="note" title={changeWords(t, change.error)} />
        )}
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          {t('admin.change')}
        </Button>
      </Form>
    </section>
  )
}
