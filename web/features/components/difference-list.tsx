/** The grids that differ between both days, in words: new, ended, or what of them is another. */
import { useTranslation } from 'react-i18next'
import { formatArea } from '../../i18n/formats.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { type Different, lookOf, type useDifference } from './difference.ts'

const TONES = { new: 'proven', ended: 'wrong', changed: 'waits' } as const

const turn = (before: string | null | undefined, after: string | null | undefined): string =>
  [before, after].filter((word) => word !== null && word !== undefined && word !== '').join(' → ')

/** Each difference with what it was and what it is. */
const useSaid = () => {
  const { t } = useTranslation()
  return ({ what, before, after }: Different): string[] =>
    what.map((kind) => {
      switch (kind) {
        case 'new':
        case 'ended':
          return `${t(`compare.what.${kind}`)} ${formatArea((after ?? before)?.areaM2 ?? 0)}`
        case 'shape':
          return `${t('compare.what.shape')} ${turn(formatArea(before?.areaM2 ?? 0), formatArea(after?.areaM2 ?? 0))}`
        default:
          return `${t(`compare.what.${kind}`)} ${turn(before?.[kind], after?.[kind])}`
      }
    })
}

const Row = ({ item, chosen, onChoose }: { item: Different; chosen: boolean; onChoose: () => void }) => {
  const { t } = useTranslation()
  const said = useSaid()(item)
  const look = lookOf(item)
  const grid = item.after ?? item.before
  return (
    <li>
      <button type="button" className={`row ${chosen ? 'lit' : ''}`} aria-pressed={chosen} onClick={onChoose}>
        <span className="row-main">
          <strong>{grid?.name || grid?.code}</strong>
          <span className={`pill ${TONES[look]}`}>{t(`compare.look.${look}`)}</span>
          {grid?.name && grid.name !== grid.code && <span className="quiet code">{grid.code}</span>}
          {said.map((words) => (
            <span key={words} className="quiet compare-words">
              {words}
            </span>
          ))}
        </span>
      </button>
    </li>
  )
}

type Props = {
  difference: ReturnType<typeof useDifference>
  level: number | null
  chosen: number | null
  onChoose: (item: Different) => void
}

export const DifferenceList = ({ difference, level, chosen, onChoose }: Props) => {
  const { t } = useTranslation()
  const { data, error, refetch } = difference
  if (level === null) return <p className="quiet">{t('compare.noLevel')}</p>
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />
  if (!data) return <Loading />
  if (data.total === 0) return <p className="quiet">{t('compare.same')}</p>
  return (
    <>
      <p className="quiet" role="status">
        {t('compare.total', { n: data.total })}
      </p>
      <ul className="rows">
        {data.items.map((item) => (
          <Row key={item.id} item={item} chosen={item.id === chosen} onChoose={() => onChoose(item)} />
        ))}
      </ul>
      {data.total > data.items.length && (
        <p className="quiet">{t('compare.more', { n: data.total - data.items.length })}</p>
      )}
    </>
  )
}
