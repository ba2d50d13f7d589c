/** Comments on the change, on a grid or on an issue, the oldest first; and a field for another one. */
import { Button, Input } from 'antd'
import { useState } from 'react'
import type { Change } from '../../../server/shared/boundaries.ts'
import type { LonLat } from '../../../server/shared/crs.ts'
import { api } from '../../api.ts'
import { formatMoment } from '../../i18n/formats.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { namesIn } from './operation-words.ts'
import { useMove } from './use-change.ts'
import { useWords } from './words.ts'

type About = { face?: number; issue?: string; place?: LonLat }

export const CommentForm = ({ id, about = {} }: { id: number; about?: About }) => {
  const t = useWords()
  const [words, setWords] = useState('')
  const add = useMove(id, (said: string) =>
    api.addComment({ params: { id }, body: { words: said, ...about } }),
  )
  return (
    <form
      className="comment-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (words.trim() !== '') add.mutate(words.trim(), { onSuccess: () => setWords('') })
      }}
    >
      <Field label={t('talk.add')}>
        {(field) => (
          <Input.TextArea
            id={field}
            rows={2}
            maxLength={2000}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        )}
      </Field>
      {add.error && <ErrorNote error={add.error} />}
      <Button size="small" htmlType="submit" loading={add.isPending} disabled={words.trim() === ''}>
        {t('talk.send')}
      </Button>
    </form>
  )
}

export const Comments = ({ comments }: { comments: Change['comments'] }) => (
  <ul className="comments">
    {comments.map(({ id, words, actor, at }) => (
      <li key={id}>
        <p className="said">{words}</p>
        <p className="quiet small">
          {actor} · {formatMoment(at)}
        </p>
      </li>
    ))}
  </ul>
)

type Props = { change: Change; onFace: (id: number) => void; onIssue: (id: string) => void }

export const TalkPart = ({ change, onFace, onIssue }: Props) => {
  const t = useWords()
  const nameOf = namesIn(change)
  return (
    <>
      {change.comments.length === 0 && <p className="quiet">{t('talk.none')}</p>}
      <ul className="comments">
        {change.comments.map(({ id, words, actor, at, faceId, issueId }) => (
          <li key={id}>
            <p className="said">{words}</p>
            <p className="quiet small">
              {actor} · {formatMoment(at)}
              {faceId !== null && (
                <>
                  {' · '}
                  <button type="button" className="link" onClick={() => onFace(faceId)}>
                    {nameOf(faceId)}
                  </button>
                </>
              )}
              {issueId !== null && (
                <>
                  {' · '}
                  <button type="button" className="link" onClick={() => onIssue(issueId)}>
                    {t('talk.issue')}
                  </button>
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
      <CommentForm id={change.id} />
    </>
  )
}
