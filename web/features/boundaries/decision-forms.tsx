/** The decision of a second person: approved, in force at once or at an instant; or rejected with a reason. */
import { Button, Input, Radio } from 'antd'
import { useState } from 'react'
import type { Change } from '../../../server/shared/boundaries.ts'
import { api } from '../../api.ts'
import { formatCount } from '../../i18n/formats.ts'
import { Field } from '../../ui/field.tsx'
import { EditNote } from './edit-note.tsx'
import { useMove } from './use-change.ts'
import { useWords } from './words.ts'

type ApproveProps = { change: Change; ticked: ReadonlySet<number>; blocked: boolean }

export const ApproveForm = ({ change, ticked, blocked }: ApproveProps) => {
  const t = useWords()
  const [when, setWhen] = useState<'now' | 'later'>('now')
  const [at, setAt] = useState('')
  const [reason, setReason] = useState('')
  // Whoever names a day means one to come: a slip would put it in force at once.
  const past = when === 'later' && at !== '' && new Date(at).getTime() <= Date.now()
  const approve = useMove(change.id, () =>
    api.approveChange({
      params: { id: change.id },
      body: {
        revision: change.revision,
        // The field gives local time without a zone.
        ...(when === 'later' ? { effectAt: new Date(at).toISOString() } : {}),
        ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
        reevaluate: [...ticked],
      },
    }),
  )
  return (
    <form
      className="part-box"
      aria-label={t('review.approve')}
      onSubmit={(event) => {
        event.preventDefault()
        approve.mutate(undefined)
      }}
    >
      <h3>{t('review.approve')}</h3>
      <Radio.Group
        aria-label={t('review.when')}
        value={when}
        onChange={(event) => setWhen(event.target.value)}
        options={[
          { value: 'now', label: t('review.now') },
          { value: 'later', label: t('review.later') },
        ]}
      />
      {when === 'later' && (
        <Field label={t('review.effectAt')}>
          {(id) => (
            <input
              id={id}
              type="datetime-local"
              className="plain-input"
              required
              value={at}
              onChange={(event) => setAt(event.target.value)}
            />
          )}
        </Field>
      )}
      {past && (
        <p className="wrong" role="alert">
          {t('review.past')}
        </p>
      )}
      <Field label={t('review.remark')}>
        {(id) => (
          <Input
            id={id}
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      {ticked.size > 0 && <p className="quiet">{t('review.reevaluate', { n: formatCount(ticked.size) })}</p>}
      {approve.error && <EditNote error={approve.error} />}
      <Button
        type="primary"
        htmlType="submit"
        loading={approve.isPending}
        disabled={blocked || past || (when === 'later' && at === '')}
      >
        {t(when === 'now' ? 'review.approveNow' : 'review.approveLater')}
      </Button>
    </form>
  )
}

export const RejectForm = ({ change }: { change: Change }) => {
  const t = useWords()
  const [reason, setReason] = useState('')
  const reject = useMove(change.id, () =>
    api.rejectChange({
      params: { id: change.id },
      body: { revision: change.revision, reason: reason.trim() },
    }),
  )
  return (
    <form
      className="part-box"
      aria-label={t('review.reject')}
      onSubmit={(event) => {
        event.preventDefault()
        if (reason.trim() !== '') reject.mutate(undefined)
      }}
    >
      <h3>{t('review.reject')}</h3>
      <Field label={t('review.rejectReason')}>
        {(id) => (
          <Input.TextArea
            id={id}
            rows={2}
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      {reject.error && <EditNote error={reject.error} />}
      <Button danger htmlType="submit" loading={reject.isPending} disabled={reason.trim() === ''}>
        {t('review.reject')}
      </Button>
    </form>
  )
}
