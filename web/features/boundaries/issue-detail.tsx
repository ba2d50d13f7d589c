/** One issue opened: neighbours with the length of shared border, remedies with their keys, a waiver with its reason, comments. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import type { Change } from '../../../server/shared/boundaries.ts'
import { type PolygonShape, polygonShape } from '../../../server/shared/operations.ts'
import type { ProofIssue } from '../../../server/shared/proof.ts'
import { api } from '../../api.ts'
import { hasRole, useAccount } from '../../app/session.tsx'
import { formatDistance, formatMoment } from '../../i18n/formats.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { CommentForm, Comments } from './talk-part.tsx'
import type { Editor } from './use-editor.ts'
import { useWords } from './words.ts'

const Neighbours = ({ issue }: { issue: ProofIssue }) => {
  const t = useWords()
  if (issue.neighbours.length === 0) return null
  return (
    <>
      <h4>{t('issues.neighbours')}</h4>
      <ul className="neighbours">
        {issue.neighbours.map(({ id, name, code, sharedM }) => (
          <li key={id}>
            <span>{name || code}</span>
            <span className="count">{t('issues.shared', { length: formatDistance(sharedM) })}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

type RemedyProps = {
  issue: ProofIssue
  editor: Editor
  past: boolean
  face: { id: number; name: string } | null
}

/** The ground of a gap or an overlap, where it has one. */
const groundOf = ({ geometry, kind }: ProofIssue): PolygonShape | null => {
  if (kind !== 'gap' && kind !== 'sliver') return null
  const parsed = polygonShape.safeParse(geometry)
  return parsed.success ? parsed.data : null
}

const Remedies = ({ issue, editor, past, face }: RemedyProps) => {
  const t = useWords()
  const busy = editor.pending || past
  const ground = groundOf(issue)
  return (
    <>
      {issue.remedies.length > 0 && <h4>{t('issues.remedies')}</h4>}
      <ul className="remedies">
        {issue.remedies.map(({ key, operation, face: whom }) => (
          <li key={key}>
            <Button
              size="small"
              disabled={busy}
              aria-keyshortcuts={key}
              onClick={() => editor.step({ operation })}
            >
              <kbd aria-hidden>{key}</kbd>{' '}
              {whom
                ? t('issues.remedyFor', { what: t(`remedy.${operation.kind}`), face: whom.name || whom.code })
                : t(`remedy.${operation.kind}`)}
            </Button>
          </li>
        ))}
        {ground && face && (
          <li>
            <Button
              size="small"
              disabled={busy}
              onClick={() =>
                editor.step({
                  operation: { kind: 'assign_parcel', face: face.id, geometry: ground, below: 'adjoining' },
                })
              }
            >
              {t('issues.giveTo', { face: face.name })}
            </Button>
          </li>
        )}
      </ul>
    </>
  )
}

const Waiver = ({ issue, change }: { issue: ProofIssue; change: Change }) => {
  const t = useWords()
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const params = { id: change.scheme.id, issue: issue.id }
  const renew = () => client.invalidateQueries({ queryKey: ['change', change.id, 'proof'] })
  const waive = useMutation({
    mutationFn: (why: string) => api.waiveIssue({ params, body: { kind: issue.kind, reason: why } }),
    onSuccess: renew,
  })
  const revoke = useMutation({ mutationFn: () => api.revokeWaiver({ params }), onSuccess: renew })
  const error = waive.error ?? revoke.error
  if (issue.waiver)
    return (
      <div className="waiver">
        <p className="said">{issue.waiver.reason}</p>
        <p className="quiet small">
          {t('issues.waivedBy', { by: issue.waiver.by, at: formatMoment(issue.waiver.at) })}
        </p>
        {error && <ErrorNote error={error} />}
        <Button size="small" loading={revoke.isPending} onClick={() => revoke.mutate()}>
          {t('issues.revoke')}
        </Button>
      </div>
    )
  return (
    <form
      className="waiver"
      onSubmit={(event) => {
        event.preventDefault()
        if (reason.trim() !== '') waive.mutate(reason.trim())
      }}
    >
      <Field label={t('issues.reason')}>
        {(id) => (
          <Input
            id={id}
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      {error && <ErrorNote error={error} />}
      <Button size="small" htmlType="submit" loading={waive.isPending} disabled={reason.trim() === ''}>
        {t('issues.waive')}
      </Button>
    </form>
  )
}

type Props = RemedyProps & { change: Change; editable: boolean }

export const IssueDetail = ({ issue, change, editor, editable, past, face }: Props) => {
  const t = useWords()
  const mayWaive = hasRole(useAccount(), 'reviewer', 'administrator')
  const comments = change.comments.filter(({ issueId }) => issueId === issue.id)
  return (
    <div className="issue-detail">
      <p>{t(`explain.${issue.kind}`)}</p>
      {issue.detail && <p className="quiet small">{issue.detail}</p>}
      {issue.standing && <p className="quiet">{t('issues.standingWords')}</p>}
      <Neighbours issue={issue} />
      {editable && <Remedies issue={issue} editor={editor} past={past} face={face} />}
      {issue.severity === 'warning' && mayWaive && <Waiver key={issue.id} issue={issue} change={change} />}
      {comments.length > 0 && <Comments comments={comments} />}
      <details>
        <summary className="small">{t('talk.add')}</summary>
        <CommentForm id={change.id} about={{ issue: issue.id, place: issue.place }} />
      </details>
    </div>
  )
}
