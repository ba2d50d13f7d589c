/** Signing in by name and password; returns to where one was. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Form, Input } from 'antd'
import type { TFunction } from 'i18next'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { ApiError, api } from '../../api.ts'
import { SESSION_KEY } from '../../app/query-client.ts'
import { LanguageButton } from '../../app/shell.tsx'
import { errorWords } from '../../ui/error-note.tsx'

/** Only addresses of this site: `//elsewhere` and `https:` are not returned to. */
const ownAddress = (from: string | null): string => (from && /^\/(?![/\\])/.test(from) ? from : '/')

const signInWords = (t: TFunction, error: Error): string => {
  if (error instanceof ApiError && error.status === 401) return t('signIn.wrong')
  if (error instanceof ApiError && error.status === 429) return t('signIn.slow')
  return errorWords(t, error)
}

export const SignInPage = () => {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [params] = useSearchParams()
  const from = ownAddress(params.get('from'))
  useEffect(() => {
    document.title = `${t('signIn.title')} · Gridbook`
  }, [t])
  const signIn = useMutation({
    mutationFn: (body: { name: string; password: string }) => api.signIn({ body }),
    onSuccess: (answer) => {
      client.setQueryData(SESSION_KEY, answer)
      void navigate(from, { replace: true })
    },
  })
  return (
    <main className="sign-in" id="content">
      <div className="sign-in-box">
        <h1>
          <img src="/icon.svg" alt="" width="28" height="28" /> {t('app.name')}
        </h1>
        <p className="quiet">{t('app.tagline')}</p>
        <Form layout="vertical" onFinish={signIn.mutate} requiredMark={false} disabled={signIn.isPending}>
          <Form.Item
            name="name"
            label={t('signIn.name')}
            rules={[{ required: true, message: t('signIn.nameMissing') }]}
          >
            <Input autoComplete="username" autoFocus />
          </Form.Item>
          <Form.Item
            name="password"
            label={t('signIn.password')}
            rules={[{ required: true, message: t('signIn.passwordMissing') }]}
          >
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          {signIn.isError && (
            <Alert type="error" role="alert" className="note" title={signInWords(t, signIn.error)} />
          )}
          <Button type="primary" htmlType="submit" block loading={signIn.isPending}>
            {t('signIn.submit')}
          </Button>
        </Form>
        <LanguageButton />
      </div>
    </main>
  )
}
