/** Why a certificate was not made, in the reader's words. */
import { Alert } from 'antd'
import { ApiError } from '../../api.ts'
import { certificatesZh } from '../../i18n/certificates-zh.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useWords } from './words.ts'

type Refusal = keyof (typeof certificatesZh)['refusal']
const isRefusal = (code: string): code is Refusal => code in certificatesZh.refusal

export const RefusedNote = ({ error }: { error: unknown }) => {
  const t = useWords()
  if (error instanceof ApiError && isRefusal(error.code))
    return <Alert className="note" type="error" role="alert" title={t(`refusal.${error.code}`)} />
  return <ErrorNote error={error} />
}
