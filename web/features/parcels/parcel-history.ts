/** What came to pass with a parcel, told from its card, the latest first. */
import type { ParcelCard } from '../../../server/shared/parcels.contract.ts'
import { nameOf } from './names.ts'

export type Event = {
  readonly key: string
  readonly at: string
  readonly by: string | null
  readonly what:
    | `made.${ParcelCard['source']}`
    | 'claim'
    | `claimEnded.${'withdrawn' | 'rejected' | 'overtaken'}`
    | 'object'
    | 'objectBack'
    | ParcelCard['rulings'][number]['decision']
    | 'evidence'
    | 'settled'
    | 'accepted'
    | 'withdrawn'
  readonly name: string
}

type Told = Pick<
  ParcelCard,
  | 'source'
  | 'madeAt'
  | 'by'
  | 'claims'
  | 'rulings'
  | 'evidence'
  | 'settledAt'
  | 'acceptedAt'
  | 'withdrawnAt'
  | 'grid'
>

const ofClaim = (claim: ParcelCard['claims'][number]): Event[] => {
  const name = nameOf(claim.grid)
  return [
    { key: `claim-${claim.id}`, at: claim.at, by: claim.by, what: 'claim', name },
    ...(claim.endedAt !== null && claim.endedHow !== null
      ? [
          {
            key: `ended-${claim.id}`,
            at: claim.endedAt,
            by: null,
            what: `claimEnded.${claim.endedHow}` as const,
            name,
          },
        ]
      : []),
    ...claim.objections.flatMap((one): Event[] => [
      { key: `object-${one.id}`, at: one.at, by: one.by, what: 'object', name },
      ...(one.withdrawnAt === null
        ? []
        : [{ key: `back-${one.id}`, at: one.withdrawnAt, by: null, what: 'objectBack' as const, name }]),
    ]),
  ]
}

export const historyOf = (card: Told): Event[] => {
  const holder = card.grid ? nameOf(card.grid) : ''
  const once = (what: 'settled' | 'accepted' | 'withdrawn', at: string | null): Event[] =>
    at === null ? [] : [{ key: what, at, by: null, what, name: holder }]
  return [
    { key: 'made', at: card.madeAt, by: card.by, what: `made.${card.source}` as const, name: '' },
    ...card.claims.flatMap(ofClaim),
    ...card.rulings.map(
      (one): Event => ({
        key: `ruling-${one.id}`,
        at: one.at,
        by: one.by,
        what: one.decision,
        name: nameOf(one.grid),
      }),
    ),
    ...card.evidence.map(
      (one): Event => ({
        key: `evidence-${one.id}`,
        at: one.at,
        by: one.by,
        what: 'evidence',
        name: one.name,
      }),
    ),
    ...once('settled', card.settledAt),
    ...once('accepted', card.acceptedAt),
    ...once('withdrawn', card.withdrawnAt),
  ]
    .map((event, n) => ({ event, n, ms: Date.parse(event.at) }))
    .sort((a, b) => b.ms - a.ms || b.n - a.n)
    .map(({ event }) => event)
}
