/** Every operation of the change, the last one first, with who and when; and the way back to any of them. */
import { Button } from 'antd'
import type { Change } from '../../../server/shared/boundaries.ts'
import { formatMoment } from '../../i18n/formats.ts'
import { namesIn, operationWords } from './operation-words.ts'
import type { Editor } from './use-editor.ts'
import { useWords } from './words.ts'

type Props = { change: Change; editor: Editor; editable: boolean }

export const LogPart = ({ change, editor, editable }: Props) => {
  const t = useWords()
  const nameOf = namesIn(change)
  const log = [...change.log].sort((a, b) => b.no - a.no)
  const undone = log.filter(({ inEffect }) => !inEffect).length
  return (
    <>
      {log.length === 0 && <p className="quiet">{t('log.none')}</p>}
      {undone > 0 && <p className="quiet">{t('log.undone', { n: undone })}</p>}
      <ol className="operations" reversed>
        {log.map(({ no, operation, actor, at, inEffect }) => (
          <li key={no} value={no} className={inEffect ? undefined : 'undone'}>
            <span>
              {operationWords(t, operation, nameOf)}
              {!inEffect && <span className="pill quiet apart">{t('log.isUndone')}</span>}
            </span>
            <span className="quiet small">
              {actor} · {formatMoment(at)}
            </span>
            {editable && inEffect && no < change.head && (
              <Button
                size="small"
                disabled={editor.pending}
                aria-label={t('log.undoTo', { no })}
                onClick={() => editor.step({ undoTo: no })}
              >
                {t('log.backTo')}
              </Button>
            )}
          </li>
        ))}
      </ol>
      {editable && log.some(({ inEffect }) => inEffect) && (
        <Button size="small" disabled={editor.pending} onClick={() => editor.step({ undoTo: 0 })}>
          {t('log.undoAll')}
        </Button>
      )}
    </>
  )
}
