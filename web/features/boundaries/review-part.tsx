/** The way of a change into force: what keeps it from review, submit and withdraw, approve at once or at a date, reject with reasons. Which of these are open to whom is the server's word. */
import { App, Button } from 'antd'
import type { Change } from '../../../server/shared/boundaries.ts'
import type { Proof } from '../../../server/shared/proof.ts'
import { api } from '../../api.ts'
import { formatMoment } from '../../i18n/formats.ts'
import { useLanguage } from '../../ui/use-language.ts'
import { ApproveForm, RejectForm } from './decision-forms.tsx'
import { EditNote } from './edit-note.tsx'
import { blockingIssues } from './lists.ts'
import { StateSteps } from './state-mark.tsx'
import { useMove } from './use-change.ts'
import { useWords } from './words.ts'

type Props = {
  change: Change
  proof: Proof | undefined
  ticked: ReadonlySet<number>
  onIssue: (id: string) => void
}

type BlockerProps = { submittable: boolean; proof: Proof; onIssue: (id: string) => void }

const Blockers = ({ submittable, proof, onIssue }: BlockerProps) => {
  const t = useWords()
  const blocking = blockingIssues(proof)
  if (proof.blocking === 0)
    return <p className="proven">{t(submittable ? 'review.clean' : 'review.proven')}</p>
  return (
    <div role="status">
      <p className="wrong">{t('review.blocked', { n: proof.blocking })}</p>
      <ul className="blockers">
        {blocking.slice(0, 20).map(({ id, kind, faces }) => (
          <li key={id}>
            <button type="button" className="link" onClick={() => onIssue(id)}>
              {t(`issue.${kind}`)} {faces.map(({ name, code }) => name || code).join('、')}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

const Facts = ({ change }: { change: Change }) => {
  const t = useWords()
  const language = useLanguage()
  return (
    <>
      {change.description && <p className="said">{change.description}</p>}
      <dl className="facts">
        <div>
          <dt>{t('review.author')}</dt>
          <dd>{change.author}</dd>
        </div>
        {change.decider && (
          <div>
            <dt>{t('review.decider')}</dt>
            <dd>
              {change.decider}
              {change.decidedAt && ` · ${formatMoment(change.decidedAt)}`}
            </dd>
          </div>
        )}
        {change.decisionReason && (
          <div>
            <dt>{t('review.reason')}</dt>
            <dd>{change.decisionReason}</dd>
          </div>
        )}
      </dl>
      {change.problem && (
        <p className="wrong" role="alert">
          {change.problem[language]}
        </p>
      )}
    </>
  )
}

export const ReviewPart = ({ change, proof, ticked, onIssue }: Props) => {
  const t = useWords()
  const { modal } = App.useApp()
  const { id, revision, may, state } = change
  const params = { id }
  const submit = useMove(id, () => api.submitChange({ params, body: { revision } }))
  const withdraw = useMove(id, () => api.withdrawChange({ params, body: { revision } }))
  const reopen = useMove(id, () => api.reopenChange({ params, body: { revision } }))
  const discard = useMove(id, async () => {
    await api.discardChange({ params })
    return api.getChange({ params })
  })
  const error = submit.error ?? withdraw.error ?? reopen.error ?? discard.error
  const busy = submit.isPending || withdraw.isPending || reopen.isPending || discard.isPending
  const letGo = () =>
    modal.confirm({
      title: t('review.discardSure'),
      content: t('review.discardWords'),
      okText: t('review.discard'),
      okButtonProps: { danger: true },
      onOk: () => discard.mutateAsync(undefined).catch(() => undefined),
    })
  const stale = change.stale.length > 0
  const open = state === 'draft' || state === 'in_review'
  return (
    <>
      <StateSteps change={change} />
      <Facts change={change} />
      {open && proof && (
        <Blockers submittable={state === 'draft' && !stale} proof={proof} onIssue={onIssue} />
      )}
      {state === 'draft' && change.head === 0 && <p className="quiet">{t('review.nothing')}</p>}
      {error && <EditNote error={error} />}
      <p className="card-actions">
        {may.submit && (
          <Button
            type="primary"
            loading={submit.isPending}
            disabled={busy || stale || change.head === 0 || (proof?.blocking ?? 0) > 0}
            onClick={() => submit.mutate(undefined)}
          >
            {t('review.submit')}
          </Button>
        )}
        {may.withdraw && (
          <Button disabled={busy} onClick={() => withdraw.mutate(undefined)}>
            {t('review.withdraw')}
          </Button>
        )}
        {may.reopen && (
          <Button disabled={busy} onClick={() => reopen.mutate(undefined)}>
            {t('review.reopen')}
          </Button>
        )}
        {may.discard && (
          <Button danger disabled={busy} onClick={() => void letGo()}>
            {t('review.discard')}
          </Button>
        )}
      </p>
      {state === 'in_review' && !may.decide && <p className="waits">{t('review.another')}</p>}
      {state === 'in_review' && may.decide && (
        <>
          <ApproveForm change={change} ticked={ticked} blocked={(proof?.blocking ?? 0) > 0} />
          <RejectForm change={change} />
        </>
      )}
    </>
  )
}
