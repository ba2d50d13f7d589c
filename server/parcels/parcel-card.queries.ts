/** One parcel as it is shown: its shape, claims with their objections, rulings, evidence, and what the caller may do with it. */

import { REVIEWERS } from '../accounts/reviewers.ts'
import { hadCome, ifCome } from '../db/as-of.ts'
import { type Connection, rows } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import type { ParcelCard } from '../shared/parcels.contract.ts'
import { isAdministrator, mayReview } from './parcel-rights.ts'
import { getParcelRow, gridOf, joinGrid } from './parcels.queries.ts'
import { borderingAt, SHARED_BORDER } from './suggest-village.ts'

type Objection = Omit<ParcelCard['claims'][number]['objections'][number], 'mayWithdraw'> & {
  readonly accountId: number
}
type Claim = Omit<ParcelCard['claims'][number], 'objections' | 'may'> & {
  readonly accountId: number
  readonly open: boolean
}

const listNeighbours = async (db: Connection, seen: Seen): Promise<ParcelCard['neighbours']> =>
  (
    await rows<{ border: ParcelCard['neighbours'][number] }>(
      db,
      `select n.border as border
         from parcel as p
        cross join district as d
        cross join lateral (
              select ${SHARED_BORDER} as border, s.shared_m as shared_m, v.code as code
              ${borderingAt(seen.at)}) as n
        where p.id = :parcelId::bigint
        order by n.shared_m desc, n.code collate "C"`,
      bindingsOf(seen),
    )
  ).map(({ border }) => border)

/** A parcel, now or as of an instant. */
type Seen = { readonly parcelId: number; readonly at: string | undefined }
const bindingsOf = ({ parcelId, at }: Seen) => ({ parcelId, ...(at === undefined ? {} : { at }) })

const listClaims = (db: Connection, seen: Seen): Promise<Claim[]> =>
  rows(
    db,
    `select c.id as id, ${gridOf('g')} as grid, c.words as words, c.actor as by, c.account_id as "accountId", c.at as at,
            c.objections_until as "objectionsUntil", c.objections_until > clock_timestamp() as open, ${ifCome('c.ended_at', seen.at)} as "endedAt",
            ${ifCome('c.ended_at', seen.at, 'c.ended_how')} as "endedHow", c.meeting_id as "meetingId", c.change_id as "changeId"
       from parcel_claim as c
       ${joinGrid('g', 'c.grid_id', seen.at)}
      where c.parcel_id = :parcelId::bigint
        and ${hadCome('c.at', seen.at)}
      order by c.id`,
    bindingsOf(seen),
  )

const listObjections = (db: Connection, seen: Seen): Promise<(Objection & { claimId: number })[]> =>
  rows(
    db,
    `select o.id as id, o.claim_id as "claimId", ${gridOf('g')} as grid, o.words as words, o.actor as by,
            o.account_id as "accountId", o.at as at, ${ifCome('o.withdrawn_at', seen.at)} as "withdrawnAt"
       from parcel_objection as o
       join parcel_claim as c on c.id = o.claim_id
       ${joinGrid('g', 'o.grid_id', seen.at)}
      where c.parcel_id = :parcelId::bigint
        and ${hadCome('o.at', seen.at)}
      order by o.id`,
    bindingsOf(seen),
  )

const listRulings = (db: Connection, seen: Seen): Promise<ParcelCard['rulings']> =>
  rows(
    db,
    `select r.id as id, r.claim_id as "claimId", ${gridOf('g')} as grid, r.decision as decision, r.reason as reason,
            r.actor as by, r.at as at, r.change_id as "changeId"
       from parcel_ruling as r
       ${joinGrid('g', 'r.grid_id', seen.at)}
      where r.parcel_id = :parcelId::bigint
        and ${hadCome('r.at', seen.at)}
      order by r.id`,
    bindingsOf(seen),
  )

const listEvidence = (db: Connection, seen: Seen): Promise<ParcelCard['evidence']> =>
  rows(
    db,
    `select e.id as id, e.name as name, e.media_type as "mediaType", octet_length(e.bytes) as bytes, e.sha256 as sha256,
            e.actor as by, e.at as at
       from parcel_evidence as e
      where e.parcel_id = :parcelId::bigint
        and ${hadCome('e.at', seen.at)}
      order by e.id`,
    bindingsOf(seen),
  )

/** As of an instant nothing can be done with it any more. */
export const getParcelCard = async (
  db: Connection,
  actor: Actor,
  id: number,
  at?: string,
): Promise<ParcelCard> => {
  const seen = { parcelId: id, at }
  const parcel = await getParcelRow(db, id, at)
  const objections = await listObjections(db, seen)
  const claims = await listClaims(db, seen)
  const present = at === undefined
  const administers = present && isAdministrator(actor)
  const reviews = present && actor.grants.some(({ role }) => REVIEWERS.includes(role))
  const rulings = await listRulings(db, seen)
  const inCustody =
    parcel.acceptedAt === null &&
    ['ruled', 'settled'].includes(parcel.state) &&
    !rulings.some(({ decision }) => decision === 'accept')
  const decidable = inCustody || ['orphan', 'claimed', 'disputed'].includes(parcel.state)
  const own = (accountId: number) => present && accountId === actor.accountId
  const party = [...claims, ...objections].some(({ accountId }) => own(accountId))
  const rule = present && decidable && !party && (await mayReview(db, actor, [parcel.parent.id]))
  return {
    ...parcel,
    neighbours: await listNeighbours(db, seen),
    claims: claims.map(({ accountId, open, ...claim }) => {
      const standing = claim.endedAt === null && decidable
      return {
        ...claim,
        objections: objections
          .filter(({ claimId }) => claimId === claim.id)
          .map(({ claimId: _, accountId: by, ...objection }) => ({
            ...objection,
            mayWithdraw: objection.withdrawnAt === null && (own(by) || administers),
          })),
        may: {
          object: standing && open && reviews && !own(accountId),
          withdraw: standing && (own(accountId) || administers),
          rule: standing && rule,
        },
      }
    }),
    rulings,
    evidence: await listEvidence(db, seen),
    may: { claim: decidable && reviews, rule },
  }
}
