/** A claim for a village with its words and how long others may object; and an objection to one. */
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ParcelCard } from '../../../server/shared/parcels.contract.ts'
import { api } from '../../api.ts'
import { Field } from '../../ui/field.tsx'
import { RefusedNote } from './refused-note.tsx'
import { useDeed } from './use-parcels.ts'
import { VillageSelect } from './village-select.tsx'
import { useWords } from './words.ts'

type Props = { card: ParcelCard; onDone: () => void }

export const ClaimForm = ({ card, onDone }: Props) => {
  const t = useWords()
  const general = useTranslation().t
  const [grid, setGrid] = useState<number | null>(card.suggestion?.grid?.id ?? null)
  const [words, setWords] = useState('')
  const [until, setUntil] = useState('')
  const claim = useDeed(card.id, () =>
    api.claimParcel({
      params: { id: card.id },
      body: {
        grid: grid ?? 0,
        words: words.trim(),
        // The field gives local time without a zone.
        ...(until === '' ? {} : { objectionsUntil: new Date(until).toISOString() }),
      },
    }),
  )
  const ready = grid !== null && words.trim() !== ''
  return (
    <form
      className="box"
      aria-label={t('claims.make')}
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) claim.mutate(undefined, { onSuccess: onDone })
      }}
    >
      <Field label={t('claims.makeFor')}>
        {(id) => <VillageSelect id={id} card={card} value={grid} onChange={setGrid} />}
      </Field>
      <Field label={t('claims.makeWords')}>
        {(id) => (
          <Input.TextArea
            id={id}
            rows={2}
            maxLength={2000}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('claims.makeUntil')}>
        {(id) => (
          <input
            id={id}
            type="datetime-local"
            className="plain-field"
            value={until}
            onChange={(event) => setUntil(event.target.value)}
          />
        )}
      </Field>
      {claim.error && <RefusedNote error={claim.error} />}
      <p className="row-tools">
        <Button type="primary" htmlType="submit" loading={claim.isPending} disabled={!ready}>
          {t('claims.make')}
        </Button>
        <Button onClick={onDone}>{general('app.cancel')}</Button>
      </p>
    </form>
  )
}

export const ObjectForm = ({ card, claimId, onDone }: Props & { claimId: number }) => {
  const t = useWords()
  const general = useTranslation().t
  const [grid, setGrid] = useState<number | null>(null)
  const [words, setWords] = useState('')
  const object = useDeed(card.id, () =>
    api.objectToClaim({
      params: { id: card.id, claimId },
      body: { words: words.trim(), ...(grid === null ? {} : { grid }) },
    }),
  )
  return (
    <form
      className="box"
      aria-label={t('claims.object')}
      onSubmit={(event) => {
        event.preventDefault()
        if (words.trim() !== '') object.mutate(undefined, { onSuccess: onDone })
      }}
    >
      <Field label={t('claims.words')}>
        {(id) => (
          <Input.TextArea
            id={id}
            autoFocus
            rows={2}
            maxLength={2000}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('claims.forVillage')}>
        {(id) => <VillageSelect id={id} card={card} optional value={grid} onChange={setGrid} />}
      </Field>
      {object.error && <RefusedNote error={object.error} />}
      <p className="row-tools">
        <Button type="primary" htmlType="submit" loading={object.isPending} disabled={words.trim() === ''}>
          {t('claims.send')}
        </Button>
        <Button onClick={onDone}>{general('app.cancel')}</Button>
      </p>
    </form>
  )
}
