/** What stands over the workspace: who else is here, other changes over the same ground, grids that went stale, and what the last step answered. */
import { Alert, Button } from 'antd'
import { Link } from 'react-router'
import type { Change, Edited } from '../../../server/shared/boundaries.ts'
import { formatM2 } from '../../i18n/formats.ts'
import { formatSigned } from './figures.ts'
import type { Editor } from './use-editor.ts'
import { useWords } from './words.ts'

export const Presence = ({ present }: Pick<Change, 'present'>) => {
  const t = useWords()
  if (present.length === 0) return null
  const named = present.map(({ name, editing }) => (editing ? t('here.editing', { name }) : name))
  return (
    <span className="presence" role="status">
      {t('here.also', { names: named.join('、') })}
    </span>
  )
}

const nameOf = ({ name, code }: { name: string; code: string }): string => name || code
const MOST_NAMES = 4

const Names = ({ of }: { of: readonly { name: string; code: string }[] }) => {
  const t = useWords()
  const names = of.slice(0, MOST_NAMES).map(nameOf).join('、')
  return <>{of.length > MOST_NAMES ? t('here.andMore', { names, n: of.length }) : names}</>
}

export const Others = ({ others }: Pick<Change, 'others'>) => {
  const t = useWords()
  if (others.length === 0) return null
  return (
    <Alert
      className="note"
      type="warning"
      title={t('here.others')}
      description={
        <ul>
          {others.map(({ id, title, state, author, shared, present }) => (
            <li key={id}>
              <Link to={`/boundaries/${id}`}>{title}</Link> {t(`state.${state}`)} · {author} ·{' '}
              {t('here.shared')} <Names of={shared} />
              {present.length > 0 && (
                <> · {t('here.present', { names: present.map(({ name }) => name).join('、') })}</>
              )}
            </li>
          ))}
        </ul>
      }
    />
  )
}

type StaleProps = { stale: Change['stale']; editor: Editor; editable: boolean }

export const Stale = ({ stale, editor, editable }: StaleProps) => {
  const t = useWords()
  if (stale.length === 0) return null
  return (
    <Alert
      className="note"
      type="warning"
      role="alert"
      title={t('stale.title', { n: stale.length })}
      description={
        <>
          <p>
            <Names of={stale} />
          </p>
          <p>{t('stale.words')}</p>
          {editable && (
            <Button size="small" loading={editor.pending} onClick={() => editor.step('replay')}>
              {t('stale.replay')}
            </Button>
          )}
        </>
      }
    />
  )
}

const MOST_FACES = 6

type Touched = Edited['faces'][number]
const grown = (face: Touched): number => Math.abs(face.areaM2 - (face.areaBeforeM2 ?? 0))

const FaceLine = ({ face }: { face: Touched }) => {
  const t = useWords()
  const { areaM2, areaBeforeM2, namedBefore } = face
  const was = namedBefore && (namedBefore.name === face.name ? namedBefore.code : nameOf(namedBefore))
  return (
    <li>
      <span>
        {nameOf(face)}
        {was && <span className="quiet"> {t('answer.was', { was })}</span>}
      </span>
      <span className="count">
        {formatM2(areaM2)}
        {areaBeforeM2 === null ? ` · ${t('answer.new')}` : ` (${formatSigned(areaM2 - areaBeforeM2)})`}
      </span>
    </li>
  )
}

/** The grids that the step changed, with their areas; a split shows its halves here. */
export const AnswerNote = ({ editor, depth }: { editor: Editor; depth: number }) => {
  const t = useWords()
  if (!editor.answer) return null
  const { step, edited } = editor.answer
  const word = typeof step === 'string' ? step : 'operation' in step ? step.operation.kind : 'undo'
  const errors = edited.issues.filter(
    ({ severity, waiver, standing }) => severity === 'error' && !waiver && !standing,
  ).length
  // First the level that is looked at, then what changed most; those that only took on a vertex or a parent are counted.
  const touched = [...edited.faces].sort(
    (a, b) => Number(b.depth === depth) - Number(a.depth === depth) || grown(b) - grown(a),
  )
  const moved = touched.filter((face) => grown(face) >= 0.005 || face.namedBefore !== null)
  const faces = moved.length > 0 ? moved : touched
  const sameArea = touched.length - faces.length
  return (
    <section className="answer" aria-label={t('answer.label')} aria-live="polite">
      <h2>{t('answer.done', { what: t(`operation.${word}`) })}</h2>
      <ul>
        {faces.slice(0, MOST_FACES).map((face) => (
          <FaceLine key={face.id} face={face} />
        ))}
        {faces.length > MOST_FACES && (
          <li className="quiet">{t('answer.more', { n: faces.length - MOST_FACES })}</li>
        )}
        {sameArea > 0 && <li className="quiet">{t('answer.sameArea', { n: sameArea })}</li>}
        {edited.gone.map((face) => (
          <li key={face.id} className="quiet">
            {t('answer.gone', { name: nameOf(face) })}
          </li>
        ))}
      </ul>
      <p className={errors > 0 ? 'wrong' : 'proven'}>
        {errors > 0 ? t('issues.blocking', { n: errors }) : t('issues.clean')}
      </p>
      <Button size="small" onClick={editor.forget}>
        {t('conflict.dismiss')}
      </Button>
    </section>
  )
}
