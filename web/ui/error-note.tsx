/** What went wrong in the reader's words, what is safe, what to try, and the number an administrator can look up. */
import { Alert, Button } from 'antd'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api.ts'

const BY_STATUS: Record<number, 'unauthorized' | 'forbidden' | 'not_found' | 'conflict' | 'too_many'> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  412: 'conflict',
  429: 'too_many',
}

export const errorWords = (t: TFunction, error: unknown): string => {
  if (error instanceof TypeError) return t('error.network')
  if (!(error instanceof ApiError)) return t('error.unknown')
  const known = BY_STATUS[error.status]
  if (known) return t(`error.${known}`)
  if (error.status >= 500) return t('error.server')
  return t('error.invalid', { message: error.field ? `${error.field}: ${error.message}` : error.message })
}

export const ErrorNote = ({ error, onRetry }: { error: unknown; onRetry?: () => void }) => {
  const { t } = useTranslation()
  const requestId = error instanceof ApiError && error.status >= 500 ? error.requestId : undefined
  return (
    <Alert
      type="error"
      role="alert"
      className="note"
      title={errorWords(t, error)}
      description={requestId && t('error.requestId', { id: requestId })}
      action={
        onRetry && (
          <Button size="small" onClick={onRetry}>
            {t('app.retry')}
          </Button>
        )
      }
    />
  )
}
