/** Beside the large map: what the parcel is, the suggestion with its reason, who could claim it, and what is being or was recorded. */
import type { RefObject } from 'react'
import type { GridRef } from '../../../server/shared/grids.contract.ts'
import type { Meeting } from '../../../server/shared/meetings.contract.ts'
import type { ParcelCard } from '../../../server/shared/parcels.contract.ts'
import { formatCount, formatDistance, formatM2 } from '../../i18n/formats.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import type { Claimant } from './claimants.ts'
import { type Draft, HallForm } from './hall-form.tsx'
import { nameOf } from './names.ts'
import { RefusedNote } from './refused-note.tsx'
import { StateMark } from './state-mark.tsx'
import { VillageSelect } from './village-select.tsx'
import { useWords } from './words.ts'

type Item = Meeting['queue'][number]
type Props = {
  meeting: Meeting
  item: Item
  card: ParcelCard | null
  error: Error | null
  claimants: readonly Claimant[]
  chosen: number | null
  draft: Draft
  busy: boolean
  refused: Error | null
  refs: {
    signatory: RefObject<HTMLInputElement | null>
    reason: RefObject<HTMLInputElement | null>
    other: RefObject<HTMLDivElement | null>
  }
  onChoose: (grid: number) => void
  onDraft: (draft: Draft) => void
  onRecord: () => void
}

const Facts = ({ item }: { item: Item }) => {
  const t = useWords()
  const language = useLanguage()
  const { number, name, areaM2, parent, components, reports, state, suggestion } = item.parcel
  return (
    <>
      <h2>
        {number} {name} <StateMark state={state} />
      </h2>
      <p className="hall-area">{formatM2(areaM2)}</p>
      <p>
        {nameOf(parent)} ·{' '}
        {t('hall.stands', { components: formatCount(components), reports: formatCount(reports) })}
      </p>
      {suggestion && (
        <p className="hall-suggestion">
          {suggestion.grid && <strong>{t('suggestion.to', { name: nameOf(suggestion.grid) })}</strong>}
          <span>{suggestion.words[language] || t('suggestion.none')}</span>
        </p>
      )}
    </>
  )
}

const Claimants = ({
  claimants,
  chosen,
  meeting,
  onChoose,
}: Pick<Props, 'claimants' | 'chosen' | 'meeting' | 'onChoose'>) => {
  const t = useWords()
  return (
    <ol className="hall-claimants" aria-label={t('hall.claimants')}>
      {claimants.map(({ grid, sharedM, suggested, claimed }, n) => (
        <li key={grid.id}>
          <button
            type="button"
            aria-pressed={grid.id === chosen}
            aria-keyshortcuts={String(n + 1)}
            disabled={!meeting.mayRecord}
            onClick={(event) => {
              onChoose(grid.id)
              // Enter signs, and does not choose again.
              event.currentTarget.blur()
            }}
          >
            <kbd>{n + 1}</kbd>
            <span className="hall-village">{nameOf(grid)}</span>
            {suggested && <span className="pill proven">{t('hall.suggested')}</span>}
            {claimed && <span className="pill waits">{t('hall.claimed')}</span>}
            <span className="count">
              {sharedM === null ? t('hall.near') : t('hall.border', { length: formatDistance(sharedM) })}
            </span>
          </button>
        </li>
      ))}
    </ol>
  )
}

const Recorded = ({ item, mayRecord }: { item: Item; mayRecord: boolean }) => {
  const t = useWords()
  if (item.outcome === null) return null
  const grid: GridRef | null = item.grid
  return (
    <div className={`hall-recorded ${item.outcome}`} role="status">
      <strong>{t('hall.recorded')}</strong>
      <p>
        {item.outcome === 'signed' && grid
          ? t('hall.signedBy', { grid: nameOf(grid), name: item.signatory ?? '' })
          : t('hall.deferredFor', { words: item.words ?? '' })}
      </p>
      {mayRecord && <p className="hall-small">{t('hall.amend')}</p>}
    </div>
  )
}

const Objections = ({ card }: { card: ParcelCard }) => {
  const t = useWords()
  const standing = card.claims
    .filter(({ endedAt }) => endedAt === null)
    .flatMap(({ objections }) => objections.filter(({ withdrawnAt }) => withdrawnAt === null))
  return standing.map(({ id, words, by }) => (
    <p key={id} className="wrong">
      {t('hall.objections', { words, by })}
    </p>
  ))
}

export const HallSide = (props: Props) => {
  const t = useWords()
  const { meeting, item, card, error, draft, refs, onChoose } = props
  return (
    <section className="hall-side" aria-label={t('card.label', { number: item.parcel.number })}>
      <Facts item={item} />
      {error && !card && <ErrorNote error={error} />}
      {card && <Objections card={card} />}
      <h3>{t('hall.claimants')}</h3>
      <Claimants {...props} />
      {card && meeting.mayRecord && (
        <div className="hall-other" ref={refs.other}>
          <label htmlFor="hall-other">
            <kbd>0</kbd> {t('hall.other')}
          </label>
          <VillageSelect
            id="hall-other"
            card={card}
            value={props.claimants.some(({ grid }) => grid.id === props.chosen) ? null : props.chosen}
            onChange={(grid) => grid !== null && onChoose(grid)}
          />
        </div>
      )}
      {draft.mode !== 'look' && <HallForm {...props} />}
      {props.refused && <RefusedNote error={props.refused} />}
      {draft.mode === 'look' && <Recorded item={item} mayRecord={meeting.mayRecord} />}
      {draft.mode === 'look' && item.outcome === null && meeting.mayRecord && (
        <p className="quiet">{t('hall.choose')}</p>
      )}
    </section>
  )
}
