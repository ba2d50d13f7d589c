/** The button that commits; where more would be retired than the set share, the title of the delivery has to be written first. */
import { Alert, Button, Input } from 'antd'
import { useState } from 'react'
import type { Census } from '../../../server/shared/census.ts'
import { ApiError, api } from '../../api.ts'
import { formatShare } from '../../i18n/formats.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { useChange } from './use-census.ts'
import { useWords } from './words.ts'

/** The server's word for: more would be retired than may be without a word. */
const GUARD = 'retires_too_many'

export const CommitForm = ({ census }: { census: Census }) => {
  const t = useWords()
  const [written, setWritten] = useState('')
  const commit = useChange(
    census.id,
    (confirmRetire: string) =>
      api.commitCensus({
        params: { id: census.id },
        body: confirmRetire === '' ? {} : { confirmRetire },
      }),
    { quiet: true },
  )
  const guarded = commit.error instanceof ApiError && commit.error.code === GUARD
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        commit.mutate(written.trim())
      }}
    >
      {guarded && (
        <Alert
          type="warning"
          role="alert"
          className="note"
          title={t('commit.guardTitle', { share: formatShare(census.settings.retireShare) })}
          description={
            <>
              <p>{t('commit.guard', { title: census.title })}</p>
              <Field label={t('commit.guardField')}>
                {(id) => (
                  <Input
                    id={id}
                    autoComplete="off"
                    value={written}
                    onChange={(event) => setWritten(event.target.value)}
                  />
                )}
              </Field>
            </>
          }
        />
      )}
      {commit.error && !guarded && <ErrorNote error={commit.error} />}
      <Button
        type="primary"
        size="large"
        htmlType="submit"
        loading={commit.isPending}
        disabled={census.state !== 'compared' || (guarded && written.trim() !== census.title)}
      >
        {t('commit.go')}
      </Button>
    </form>
  )
}
