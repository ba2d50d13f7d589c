/** What came to pass with a parcel, the latest first. */
import type { ParcelCard } from '../../../server/shared/parcels.contract.ts'
import { formatMoment } from '../../i18n/formats.ts'
import { historyOf } from './parcel-history.ts'
import { useWords } from './words.ts'

export const HistoryPart = ({ card }: { card: ParcelCard }) => {
  const t = useWords()
  return (
    <details className="fold">
      <summary>{t('history.title')}</summary>
      <ul className="parcel-history">
        {historyOf(card).map(({ key, at, by, what, name }) => (
          <li key={key}>
            <span>{t(`history.${what}`, { name })}</span>{' '}
            <span className="quiet small">
              {formatMoment(at)}
              {by && ` · ${by}`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}
