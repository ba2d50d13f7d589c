/** What was ruled, and the ruling of a second person; who may not rule is told why. */
import { Button, Input, Radio, Select } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { ParcelCard } from '../../../server/shared/parcels.contract.ts'
import { api } from '../../api.ts'
import { hasRole, useAccount } from '../../app/session.tsx'
import { formatMoment } from '../../i18n/formats.ts'
import { Field } from '../../ui/field.tsx'
import { nameOf, timeLeft } from './names.ts'
import { RefusedNote } from './refused-note.tsx'
import { whyNoRuling } from './ruling-rights.ts'
import { useDeed } from './use-parcels.ts'
import { VillageSelect } from './village-select.tsx'
import { useWords } from './words.ts'

type Decision = ParcelCard['rulings'][number]['decision']

const Rulings = ({ rulings }: Pick<ParcelCard, 'rulings'>) => {
  const t = useWords()
  return (
    <ul className="claims">
      {rulings.map((one) => (
        <li key={one.id} className="claim">
          <strong>{t(`ruling.done.${one.decision}`, { name: nameOf(one.grid) })}</strong>
          <p className="said">{one.reason}</p>
          <p className="quiet small">{t('claims.by', { by: one.by, at: formatMoment(one.at) })}</p>
          {one.changeId !== null ? (
            <Link to={`/boundaries/${one.changeId}`}>{t('ruling.carriedBy', { id: one.changeId })}</Link>
          ) : (
            one.decision !== 'reject' && <span className="waits">{t('ruling.waits')}</span>
          )}
        </li>
      ))}
    </ul>
  )
}

const RulingForm = ({ card }: { card: ParcelCard }) => {
  const t = useWords()
  const standing = card.claims.filter(({ may }) => may.rule)
  const [decision, setDecision] = useState<Decision>(standing.length > 0 ? 'accept' : 'custody')
  const [chosen, setChosen] = useState<number | null>(standing[0]?.id ?? null)
  const [grid, setGrid] = useState<number | null>(card.suggestion?.grid?.id ?? null)
  const [reason, setReason] = useState('')
  const claim = standing.find(({ id }) => id === chosen) ?? null
  const tooSoon =
    decision === 'accept' && claim !== null && timeLeft(claim.objectionsUntil, Date.now()) !== null
  const rule = useDeed(card.id, () =>
    api.ruleParcel({
      params: { id: card.id },
      body: {
        decision,
        reason: reason.trim(),
        ...(decision === 'custody' ? { grid: grid ?? 0 } : { claim: claim?.id ?? 0 }),
      },
    }),
  )
  const ready = reason.trim() !== '' && !tooSoon && (decision === 'custody' ? grid !== null : claim !== null)
  return (
    <form
      className="box"
      aria-label={t('ruling.title')}
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) rule.mutate(undefined, { onSuccess: () => setReason('') })
      }}
    >
      <Radio.Group
        aria-label={t('ruling.decision')}
        value={decision}
        onChange={(event) => setDecision(event.target.value)}
        options={(['accept', 'reject', 'custody'] as const).map((value) => ({
          value,
          label: t(`ruling.${value}`),
          disabled: value !== 'custody' && standing.length === 0,
        }))}
      />
      {standing.length === 0 && <p className="quiet small">{t('ruling.noClaim')}</p>}
      {decision === 'custody' ? (
        <Field label={t('ruling.custodyTo')}>
          {(id) => <VillageSelect id={id} card={card} value={grid} onChange={setGrid} />}
        </Field>
      ) : (
        <Field label={t('ruling.whose')}>
          {(id) => (
            <Select
              id={id}
              value={claim?.id ?? null}
              options={standing.map((one) => ({ value: one.id, label: nameOf(one.grid) }))}
              onChange={setChosen}
            />
          )}
        </Field>
      )}
      {decision === 'custody' && <p className="quiet small">{t('ruling.custodyHint')}</p>}
      {tooSoon && claim && (
        <p className="waits">{t('ruling.stillOpen', { at: formatMoment(claim.objectionsUntil) })}</p>
      )}
      <Field label={t('ruling.reason')}>
        {(id) => (
          <Input.TextArea
            id={id}
            rows={2}
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      {rule.error && <RefusedNote error={rule.error} />}
      <Button type="primary" htmlType="submit" loading={rule.isPending} disabled={!ready}>
        {t('ruling.send')}
      </Button>
    </form>
  )
}

export const RulingPart = ({ card, past }: { card: ParcelCard; past: boolean }) => {
  const t = useWords()
  const account = useAccount()
  const why = whyNoRuling(card, account?.name ?? '', hasRole(account, 'reviewer', 'administrator'))
  return (
    <section aria-label={t('ruling.title')}>
      <h3>{t('ruling.title')}</h3>
      {card.rulings.length === 0 && <p className="quiet">{t('ruling.none')}</p>}
      <Rulings rulings={card.rulings} />
      {why && !past && <p className="waits">{t(`ruling.${why}`)}</p>}
      {card.may.rule && <RulingForm key={`${card.state}-${card.claims.length}`} card={card} />}
    </section>
  )
}
