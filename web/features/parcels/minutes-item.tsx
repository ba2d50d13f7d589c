/** One parcel in the minutes: its map, its figures, who claimed it, who objected, what was decided and why, by whom and when. */

import type { Minutes } from '../../../server/shared/meetings.contract.ts'
import { polygonShape } from '../../../server/shared/operations.ts'
import type { ParcelCard } from '../../../server/shared/parcels.contract.ts'
import { formatM2, formatMoment } from '../../i18n/formats.ts'
import { claimsAt } from './minutes-claims.ts'
import { nameOf } from './names.ts'
import { SmallParcelMap } from './small-map.tsx'
import { useParcel } from './use-parcels.ts'
import { useWords, type Words } from './words.ts'

type Item = Minutes['items'][number]
type Props = {
  item: Item
  minutes: Minutes
  /** Null until the queue is known. */
  parcelId: number | null
  levelId: number | null
}

const decisionOf = (t: Words, { outcome, grid }: Item): string => {
  if (outcome === 'signed') return t('minutes.signed', { grid: grid ? nameOf(grid) : '' })
  return t(outcome === 'deferred' ? 'minutes.deferred' : 'minutes.none')
}

const claimFacts = (t: Words, card: ParcelCard, { id, closedAt }: Minutes): [string, string][] => {
  const claims = claimsAt(card.claims, closedAt)
  const claimants = claims.map((claim) => {
    const name = nameOf(claim.grid)
    return claim.meetingId === id
      ? t('minutes.claimedAtMeeting', { name })
      : t('minutes.claimedBefore', { name, at: formatMoment(claim.at) })
  })
  const objections = claims.flatMap((claim) =>
    claim.objections.map(({ by, grid, words }) =>
      t('minutes.objection', { by: grid ? nameOf(grid) : by, words }),
    ),
  )
  return [
    [t('minutes.claimants'), claimants.join('、') || t('minutes.claimantsNone')],
    [t('minutes.objections'), objections.join('；') || t('minutes.objectionsNone')],
  ]
}

export const MinutesItem = ({ item, minutes, parcelId, levelId }: Props) => {
  const t = useWords()
  const card = useParcel(parcelId)
  const shape = polygonShape.safeParse(item.geometry)
  const facts: [string, string][] = [
    [t('minutes.area'), formatM2(item.areaM2)],
    [t('minutes.parent'), nameOf(item.parent)],
    ...(card.data ? claimFacts(t, card.data, minutes) : []),
    [t('minutes.decision'), decisionOf(t, item)],
    ...(item.words ? ([[t('minutes.words'), item.words]] as [string, string][]) : []),
    ...(item.signatory ? ([[t('minutes.signatory'), item.signatory]] as [string, string][]) : []),
    ...(item.at ? ([[t('minutes.at'), formatMoment(item.at)]] as [string, string][]) : []),
  ]
  return (
    <section className="minutes-item" aria-label={item.number}>
      <h4>
        {t('minutes.item', { no: item.no, number: item.number })} {item.name}
      </h4>
      {shape.success && (
        <SmallParcelMap number={item.number} shape={shape.data} levelId={levelId} at={minutes.closedAt} />
      )}
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
