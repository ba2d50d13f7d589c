/** Rulings, and what was signed for at closed meetings, become one draft; what could not be put into it is told with the reason. */
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { api } from '../../api.ts'
import { formatCount, formatDay } from '../../i18n/formats.ts'
import { Field } from '../../ui/field.tsx'
import { RefusedNote } from './refused-note.tsx'
import { useQueueDeed } from './use-parcels.ts'
import { useWords } from './words.ts'

export const CarryOut = ({ scheme, onClose }: { scheme: number; onClose: () => void }) => {
  const t = useWords()
  const general = useTranslation().t
  const [title, setTitle] = useState<string>(() =>
    t('carry.titleUsual', { day: formatDay(new Date().toISOString()) }),
  )
  const navigate = useNavigate()
  const open = (changeId: number) => void navigate(`/boundaries/${changeId}?part=areas`)
  const carry = useQueueDeed(() => api.carryOutRulings({ body: { scheme, title: title.trim() } }))
  if (carry.data && carry.data.leftOut.length > 0) {
    const { changeId, carried, leftOut } = carry.data
    return (
      <section className="box" aria-label={t('carry.title')} role="status">
        <h2>{t('carry.title')}</h2>
        <p className="proven">{t('carry.done', { n: formatCount(carried.length) })}</p>
        <p className="wrong">{t('carry.left', { n: formatCount(leftOut.length) })}</p>
        <ul className="refused-rows">
          {leftOut.map((one) => (
            <li key={one.parcelId}>{t('carry.leftOne', one)}</li>
          ))}
        </ul>
        <p className="row-tools">
          <Button type="primary" onClick={() => open(changeId)}>
            {t('carry.open')}
          </Button>
          <Button onClick={onClose}>{general('app.close')}</Button>
        </p>
      </section>
    )
  }
  return (
    <form
      className="box"
      aria-label={t('carry.title')}
      onSubmit={(event) => {
        event.preventDefault()
        if (title.trim() === '') return
        carry.mutate(undefined, {
          onSuccess: ({ changeId, leftOut }) => {
            if (leftOut.length === 0) open(changeId)
          },
        })
      }}
    >
      <h2>{t('carry.title')}</h2>
      <p className="quiet">{t('carry.hint')}</p>
      <Field label={t('carry.titleField')}>
        {(id) => (
          <Input
            id={id}
            autoFocus
            maxLength={200}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
        )}
      </Field>
      {carry.error && <RefusedNote error={carry.error} />}
      <p className="row-tools">
        <Button type="primary" htmlType="submit" loading={carry.isPending} disabled={title.trim() === ''}>
          {t('carry.send')}
        </Button>
        <Button onClick={onClose}>{general('app.cancel')}</Button>
      </p>
    </form>
  )
}
