/** Why a step was refused, and what to do: above all where somebody else was faster, so that nobody overwrites anybody. */
import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api.ts'
import { boundariesZh } from '../../i18n/boundaries-zh.ts'
import { errorWords } from '../../ui/error-note.tsx'
import { isStale } from './use-editor.ts'
import { useWords } from './words.ts'

type Refusal = keyof (typeof boundariesZh)['refusal']
const isRefusal = (code: string): code is Refusal => code in boundariesZh.refusal

/** Which operation could not be done again: `log.3`. */
const stepOf = ({ field }: ApiError): string => field?.replace('log.', '') ?? ''

type Props = { error: unknown; onAgain?: (() => void) | undefined; onClose?: () => void }

export const EditNote = ({ error, onAgain, onClose }: Props) => {
  const t = useWords()
  const general = useTranslation().t
  const stale = isStale(error)
  // What the rules of boundary work refuse, the server says by itself.
  const refused = error instanceof ApiError && (error.status === 409 || error.status === 400)
  const known = error instanceof ApiError && isRefusal(error.code) ? error : null
  return (
    <Alert
      className="note"
      type={stale ? 'warning' : 'error'}
      role="alert"
      title={
        stale
          ? t('conflict.title')
          : known
            ? t(`refusal.${known.code as Refusal}`, { why: known.message, no: stepOf(known) })
            : refused
              ? t('conflict.refused', { why: error.message })
              : errorWords(general, error)
      }
      description={stale ? t('conflict.words') : undefined}
      action={
        <span className="row-tools">
          {stale && onAgain && (
            <Button size="small" onClick={onAgain}>
              {t('conflict.again')}
            </Button>
          )}
          {onClose && (
            <Button size="small" onClick={onClose}>
              {t('conflict.dismiss')}
            </Button>
          )}
        </span>
      }
    />
  )
}
