/** The grids in view as a list: what the map shows, in words. From it a grid is opened, and grids are ticked for a merge. */
import { Button, Checkbox } from 'antd'
import type { Change, Face } from '../../../server/shared/boundaries.ts'
import { formatCount, formatM2 } from '../../i18n/formats.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { FaceCard } from './face-card.tsx'
import { changedIds } from './lists.ts'
import type { Editor } from './use-editor.ts'
import { useWords } from './words.ts'

export type FacesSeen = {
  readonly faces: readonly Face[]
  readonly cutOff: number
  /** None have come yet. */
  readonly loading: boolean
  /** Too many for this zoom: none are drawn. */
  readonly tooMany: boolean
  readonly error: Error | null
  readonly retry: () => void
}

type Props = {
  change: Change
  seen: FacesSeen
  depth: number
  chosen: Face | null
  picks: readonly number[]
  editor: Editor
  editable: boolean
  parents: readonly Face[]
  onFace: (id: number | null) => void
  onPick: (id: number) => void
  onMerge: () => void
  onTool: (tool: 'split' | 'merge' | 'ground') => void
}

export const GridsPart = (props: Props) => {
  const t = useWords()
  const { change, seen, chosen, picks, editable, onFace, onPick } = props
  const changed = changedIds(change.faces)
  return (
    <>
      {chosen && <FaceCard key={chosen.id} {...props} face={chosen} />}
      <section aria-label={t('grids.inView')}>
        <h3>{t('grids.inViewOf', { n: formatCount(seen.faces.length) })}</h3>
        {seen.error && <ErrorNote error={seen.error} onRetry={seen.retry} />}
        {seen.tooMany && <p className="waits">{t('grids.zoomIn')}</p>}
        {seen.cutOff > 0 && <p className="waits">{t('grids.cutOff', { n: formatCount(seen.cutOff) })}</p>}
        {seen.loading && <Loading />}
        {!seen.tooMany && !seen.loading && seen.faces.length === 0 && !seen.error && (
          <p className="quiet">{t('grids.none')}</p>
        )}
        {editable && picks.length > 0 && (
          <p className="row-tools">
            <Button size="small" type="primary" disabled={picks.length < 2} onClick={props.onMerge}>
              {t('grids.merge', { n: picks.length })}
            </Button>
          </p>
        )}
        <ul className="rows faces">
          {seen.faces.map((face) => (
            <li key={face.id}>
              {editable && (
                <Checkbox
                  checked={picks.includes(face.id)}
                  aria-label={t('grids.pick', { name: face.name || face.code })}
                  onChange={() => onPick(face.id)}
                />
              )}
              <button
                type="button"
                className={`row ${face.id === chosen?.id ? 'lit' : ''}`}
                aria-pressed={face.id === chosen?.id}
                onClick={() => onFace(face.id === chosen?.id ? null : face.id)}
              >
                <span className="cut">
                  {face.name || face.code}{' '}
                  {face.name && face.name !== face.code && <span className="quiet small">{face.code}</span>}
                </span>
                {changed.has(face.id) && <span className="pill waits">{t('grids.changed')}</span>}
                <span className="count">{formatM2(face.areaM2)}</span>
              </button>
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}
