/** Why something was refused, as a sentence in the reader's language; what has no sentence of its own is told as the server says it. */
import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api.ts'
import { parcelsZh } from '../../i18n/parcels-zh.ts'
import { errorWords } from '../../ui/error-note.tsx'
import { useWords } from './words.ts'

type Refusal = Exclude<keyof (typeof parcelsZh)['refusal'], 'title'>
const isRefusal = (code: string): code is Refusal => code !== 'title' && code in parcelsZh.refusal

const RULES = [400, 403, 409, 413]

export const RefusedNote = ({ error }: { error: unknown }) => {
  const t = useWords()
  const general = useTranslation().t
  const refused = error instanceof ApiError && RULES.includes(error.status) ? error : null
  const known =
    refused && isRefusal(refused.code) ? t(`refusal.${refused.code}`, { why: refused.message }) : null
  const why = known ?? (refused && refused.status !== 403 ? refused.message : null)
  return (
    <Alert
      className="note"
      type="error"
      role="alert"
      title={why === null ? errorWords(general, error) : t('refusal.title', { why })}
    />
  )
}
