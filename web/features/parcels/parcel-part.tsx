/** One parcel: figures, the suggestion with its reason, neighbours, claims, rulings, evidence, and what came to pass in order. */
import { Button } from 'antd'
import { Link } from 'react-router'
import type { ParcelCard } from '../../../server/shared/parcels.contract.ts'
import { formatCount, formatDistance, formatM2, formatShare } from '../../i18n/formats.ts'
import { Code } from '../../ui/code.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { ClaimsPart } from './claims-part.tsx'
import { EvidencePart } from './evidence-part.tsx'
import { HistoryPart } from './history-part.tsx'
import { nameOf } from './names.ts'
import { RulingPart } from './ruling-part.tsx'
import { StateMark } from './state-mark.tsx'
import type { useParcel } from './use-parcels.ts'
import { useWords } from './words.ts'

const Facts = ({ card }: { card: ParcelCard }) => {
  const t = useWords()
  const stands = { components: formatCount(card.components), reports: formatCount(card.reports) }
  return (
    <>
      <dl className="facts">
        <div>
          <dt>{t('card.area')}</dt>
          <dd className="code">{formatM2(card.areaM2)}</dd>
        </div>
        <div>
          <dt>{t('card.parent')}</dt>
          <dd>{nameOf(card.parent)}</dd>
        </div>
        <div>
          <dt>{t('card.stands')}</dt>
          <dd>{t('list.stands', stands)}</dd>
        </div>
        <div>
          <dt>{t('card.source')}</dt>
          <dd>{t(`source.${card.source}`)}</dd>
        </div>
        {card.grid && (
          <div>
            <dt>{t('card.grid')}</dt>
            <dd>
              {nameOf(card.grid)}
              {card.acceptedAt === null && <span className="waits"> · {t('card.custody')}</span>}
            </dd>
          </div>
        )}
      </dl>
      {card.state === 'withdrawn' && <p className="waits">{t('card.gone')}</p>}
      {card.changeId !== null && (
        <p>
          <Link to={`/boundaries/${card.changeId}`}>{t('card.change')}</Link>
        </p>
      )}
    </>
  )
}

export const SuggestionWords = ({ suggestion }: { suggestion: NonNullable<ParcelCard['suggestion']> }) => {
  const t = useWords()
  const { grid, border, settlement, agree } = suggestion
  if (!grid) return <p className="quiet">{t('suggestion.none')}</p>
  return (
    <>
      <p>
        <strong>{t('suggestion.to', { name: nameOf(grid) })}</strong>
      </p>
      {border && (
        <p>
          {t('suggestion.border', {
            name: nameOf(border.grid),
            length: formatDistance(border.sharedM),
            share: formatShare(border.share),
          })}
        </p>
      )}
      {settlement && (
        <p>
          {t(`suggestion.${settlement.by}`, {
            name: nameOf(settlement.grid),
            distance: formatDistance(settlement.distanceM),
          })}
        </p>
      )}
      {border && settlement && (
        <p className={agree ? 'proven' : 'waits'}>{t(agree ? 'suggestion.agree' : 'suggestion.differ')}</p>
      )}
    </>
  )
}

const Neighbours = ({ neighbours }: Pick<ParcelCard, 'neighbours'>) => {
  const t = useWords()
  return (
    <section>
      <h3>{t('neighbours.title')}</h3>
      {neighbours.length === 0 && <p className="quiet">{t('neighbours.none')}</p>}
      <ul className="parcel-neighbours">
        {neighbours.map(({ grid, sharedM, share }) => (
          <li key={grid.id}>
            <span>{nameOf(grid)}</span>
            <span className="count">
              {formatDistance(sharedM)} · {t('neighbours.share', { share: formatShare(share) })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

type Props = {
  id: number
  card: ReturnType<typeof useParcel>
  /** As of a day: nothing is done with it any more. */
  past: boolean
  /** In the queue; -1 where it is not in what is loaded of it. */
  place: number
  total: number
  onBack: () => void
  onStep: (by: 1 | -1) => void
}

export const ParcelPart = ({ card, past, place, total, onBack, onStep }: Props) => {
  const t = useWords()
  const { data, error, refetch } = card
  return (
    <>
      <div className="parcel-nav">
        <Button size="small" onClick={onBack}>
          {t('card.back')}
        </Button>
        {place >= 0 && (
          <span className="quiet">
            {t('card.place', { n: formatCount(place + 1), total: formatCount(total) })}
          </span>
        )}
        <Button size="small" className="apart-right" aria-keyshortcuts="k" onClick={() => onStep(-1)}>
          {t('card.previous')} <kbd aria-hidden>K</kbd>
        </Button>
        <Button size="small" aria-keyshortcuts="j" onClick={() => onStep(1)}>
          {t('card.next')} <kbd aria-hidden>J</kbd>
        </Button>
      </div>
      <div className="part-scroll">
        {error && !data && <ErrorNote error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Loading />}
        {data && (
          <article className="parcel-card" aria-label={t('card.label', { number: data.number })}>
            <p className="parcel-row-head">
              <Code code={data.number} copy />
              {data.name && <strong>{data.name}</strong>}
              <StateMark state={data.state} />
            </p>
            <Facts card={data} />
            {data.suggestion && (
              <section>
                <h3>{t('suggestion.title')}</h3>
                <SuggestionWords suggestion={data.suggestion} />
              </section>
            )}
            <Neighbours neighbours={data.neighbours} />
            <ClaimsPart card={data} />
            <RulingPart card={data} past={past} />
            <EvidencePart card={data} past={past} />
            <HistoryPart card={data} />
          </article>
        )}
      </div>
    </>
  )
}
