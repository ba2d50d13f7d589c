/** Where a point lies: one chain of grids a scheme, from the district down, and how near the border is. */
import { useTranslation } from 'react-i18next'
import type { GridRef, SchemePlace } from '../../server/shared/grids.contract.ts'
import { formatDistance, nameIn } from '../i18n/formats.ts'
import { useLanguage } from './use-language.ts'

type Place = Pick<SchemePlace, 'scheme' | 'placement' | 'grids'> & { borderM?: number | null }
type Props = { places: readonly Place[]; onGrid?: (grid: GridRef) => void }

const Chain = ({ grids, onGrid }: { grids: readonly GridRef[]; onGrid?: Props['onGrid'] }) => (
  <>
    {grids.map((grid, i) => (
      <span key={grid.id}>
        {i > 0 && (
          <span className="chain-step" aria-hidden="true">
            {' › '}
          </span>
        )}
        {onGrid ? (
          <button type="button" className="link" title={grid.code} onClick={() => onGrid(grid)}>
            {grid.name || grid.code}
          </button>
        ) : (
          <span title={grid.code}>{grid.name || grid.code}</span>
        )}
      </span>
    ))}
  </>
)

export const Places = ({ places, onGrid }: Props) => {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <dl className="places">
      {places.map((place) => (
        <div key={place.scheme.id}>
          <dt>{nameIn(language, place.scheme)}</dt>
          <dd>
            {place.placement === 'none' ? (
              <span className="wrong">{t('card.outside')}</span>
            ) : (
              <Chain grids={place.grids} {...(onGrid ? { onGrid } : {})} />
            )}
            <BorderWords place={place} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

const BorderWords = ({ place }: { place: Place }) => {
  const { t } = useTranslation()
  if (place.borderM === null || place.borderM === undefined) return null
  const distance = formatDistance(place.borderM)
  if (place.placement === 'nearest')
    return <span className="waits"> · {t('card.nearest', { distance })}</span>
  return place.borderM < 10 ? <span className="waits"> · {t('card.border', { distance })}</span> : null
}
