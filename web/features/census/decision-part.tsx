/** The decision on a delivery: accepted, or given back with its reason and what follows from that. */
import { Button, Input } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { Acceptance } from '../../../server/shared/acceptance.contract.ts'
import type { Census } from '../../../server/shared/census.ts'
import { api } from '../../api.ts'
import { formatMoment } from '../../i18n/formats.ts'
import { Field } from '../../ui/field.tsx'
import { stepAddress } from './step-nav.tsx'
import { isHeavy } from './steps.ts'
import { useChange } from './use-census.ts'
import { useWords } from './words.ts'

type Decision = NonNullable<Acceptance['decision']>

export const DecisionWords = ({ decision }: { decision: Decision }) => {
  const t = useWords()
  const { decision: what, by, at, reason, met } = decision
  return (
    <>
      <p className={what === 'accepted' ? 'proven' : 'wrong'} role="status">
        {t(`acceptance.decide.${what}`, { by, at: formatMoment(at) })}
      </p>
      {!met && what === 'accepted' && <p className="waits">{t('acceptance.decide.unmet')}</p>}
      {reason && <p>{t('acceptance.decide.reasonWas', { reason })}</p>}
    </>
  )
}

/** What follows from giving it back. */
const Returned = ({ census }: { census: Census }) => {
  const t = useWords()
  if (census.batch === null || census.batch.undone) return <p>{t('acceptance.decide.correct')}</p>
  return (
    <p>
      {t('acceptance.decide.inRegistry')}{' '}
      <Link to={stepAddress(census.id, 'commit')}>{t('acceptance.decide.toUndo')}</Link>
    </p>
  )
}

const DecisionForm = ({ census, acceptance }: { census: Census; acceptance: Acceptance }) => {
  const t = useWords()
  const [reason, setReason] = useState('')
  const { id } = census
  const decide = useChange(id, (decision: 'accepted' | 'returned') =>
    api.decideAcceptance({ params: { id }, body: { decision, reason } }),
  )
  const unsaid = reason.trim() === ''
  const busy = decide.isPending || isHeavy(census.job)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        decide.mutate('accepted')
      }}
    >
      <Field label={t('acceptance.decide.reason')}>
        {(field) => (
          <Input.TextArea
            id={field}
            rows={2}
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <p className="quiet">{t('acceptance.decide.needReason')}</p>
      <div className="card-actions">
        <Button
          type="primary"
          htmlType="submit"
          disabled={busy || acceptance.sample?.outOfDate || (unsaid && acceptance.rates?.met !== true)}
        >
          {t('acceptance.decide.accept')}
        </Button>
        <Button danger disabled={busy || unsaid} onClick={() => decide.mutate('returned')}>
          {t('acceptance.decide.return')}
        </Button>
      </div>
    </form>
  )
}

export const DecisionPart = ({ census, acceptance }: { census: Census; acceptance: Acceptance }) => {
  const t = useWords()
  const { decision, may } = acceptance
  if (decision === null && !may.decide) return null
  return (
    <section aria-label={t('acceptance.decide.title')}>
      <h3>{t('acceptance.decide.title')}</h3>
      {decision === null ? (
        <DecisionForm census={census} acceptance={acceptance} />
      ) : (
        <DecisionWords decision={decision} />
      )}
      {decision?.decision === 'returned' && <Returned census={census} />}
    </section>
  )
}
