/** Who claims a parcel and until when others may object, their objections, and what of it can be taken back by whom. */
import { Button } from 'antd'
import { useState } from 'react'
import type { ParcelCard } from '../../../server/shared/parcels.contract.ts'
import { api } from '../../api.ts'
import { hasRole, useAccount } from '../../app/session.tsx'
import { formatMoment } from '../../i18n/formats.ts'
import { ClaimForm, ObjectForm } from './claim-forms.tsx'
import { nameOf, timeLeft } from './names.ts'
import { RefusedNote } from './refused-note.tsx'
import { useDeed } from './use-parcels.ts'
import { useWords } from './words.ts'

type Claim = ParcelCard['claims'][number]
type Props = { card: ParcelCard; claim: Claim }

const Deadline = ({ claim }: { claim: Claim }) => {
  const t = useWords()
  const at = formatMoment(claim.objectionsUntil)
  const left = timeLeft(claim.objectionsUntil, Date.now())
  if (claim.meetingId !== null) return <p className="quiet">{t('claims.atMeeting')}</p>
  if (claim.endedAt !== null) return null
  return (
    <p className={left ? 'waits' : 'quiet'}>
      {left
        ? t('claims.until', { at, left: t(`claims.${left.unit}`, { n: left.n }) })
        : t('claims.past', { at })}
    </p>
  )
}

const Objections = ({ card, claim }: Props) => {
  const t = useWords()
  const back = useDeed(card.id, (objectionId: number) =>
    api.withdrawObjection({ params: { id: card.id, claimId: claim.id, objectionId } }),
  )
  return (
    <>
      <ul className="objections">
        {claim.objections.map((one) => (
          <li key={one.id} className={one.withdrawnAt === null ? undefined : 'undone'}>
            <p>
              <span className={one.withdrawnAt === null ? 'wrong' : 'quiet'}>
                {one.grid ? t('claims.objectionOf', { name: nameOf(one.grid) }) : t('claims.objected')}
              </span>
              {one.withdrawnAt !== null && <span className="quiet"> · {t('claims.objectionWithdrawn')}</span>}
            </p>
            <p className="said">{one.words}</p>
            <p className="quiet small">{t('claims.by', { by: one.by, at: formatMoment(one.at) })}</p>
            {one.mayWithdraw && (
              <Button size="small" loading={back.isPending} onClick={() => back.mutate(one.id)}>
                {t('claims.withdrawObjection')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {back.error && <RefusedNote error={back.error} />}
    </>
  )
}

const OneClaim = ({ card, claim }: Props) => {
  const t = useWords()
  const account = useAccount()
  const [objecting, setObjecting] = useState(false)
  const withdraw = useDeed(card.id, () => api.withdrawClaim({ params: { id: card.id, claimId: claim.id } }))
  const own = claim.by === account?.name && !claim.may.object && claim.may.withdraw
  return (
    <li className="claim" aria-label={nameOf(claim.grid)}>
      <p className="parcel-row-head">
        <strong>{nameOf(claim.grid)}</strong>
        {claim.endedHow === null ? (
          <span className="pill proven">{t('claims.standing')}</span>
        ) : (
          <span className="pill quiet">{t(`claims.ended.${claim.endedHow}`)}</span>
        )}
      </p>
      <p className="said">{claim.words}</p>
      <p className="quiet small">{t('claims.by', { by: claim.by, at: formatMoment(claim.at) })}</p>
      <Deadline claim={claim} />
      <Objections card={card} claim={claim} />
      {withdraw.error && <RefusedNote error={withdraw.error} />}
      <p className="row-tools">
        {claim.may.object && !objecting && (
          <Button size="small" onClick={() => setObjecting(true)}>
            {t('claims.object')}
          </Button>
        )}
        {claim.may.withdraw && (
          <Button size="small" loading={withdraw.isPending} onClick={() => withdraw.mutate(undefined)}>
            {t('claims.withdraw')}
          </Button>
        )}
      </p>
      {own && <p className="quiet small">{t('claims.ownClaim')}</p>}
      {objecting && claim.may.object && (
        <ObjectForm card={card} claimId={claim.id} onDone={() => setObjecting(false)} />
      )}
    </li>
  )
}

export const ClaimsPart = ({ card }: { card: ParcelCard }) => {
  const t = useWords()
  const account = useAccount()
  const [claiming, setClaiming] = useState(false)
  const open = ['orphan', 'claimed', 'disputed'].includes(card.state)
  return (
    <section aria-label={t('claims.title')}>
      <h3>{t('claims.title')}</h3>
      {card.claims.length === 0 && <p className="quiet">{t('claims.none')}</p>}
      <ul className="claims">
        {card.claims.map((claim) => (
          <OneClaim key={claim.id} card={card} claim={claim} />
        ))}
      </ul>
      {card.may.claim && !claiming && (
        <Button size="small" onClick={() => setClaiming(true)}>
          {t('claims.make')}
        </Button>
      )}
      {open && !card.may.claim && !hasRole(account, 'reviewer', 'administrator') && (
        <p className="quiet small">{t('claims.mayNotClaim')}</p>
      )}
      {card.may.claim && claiming && <ClaimForm card={card} onDone={() => setClaiming(false)} />}
    </section>
  )
}
