/** What was drawn becomes a parcel: its name and number, where it has them. The server keeps what no grid holds of it. */
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PolygonShape } from '../../../server/shared/operations.ts'
import { api } from '../../api.ts'
import { areaOf } from '../../edit/areas.ts'
import { formatM2 } from '../../i18n/formats.ts'
import { Field } from '../../ui/field.tsx'
import { RefusedNote } from './refused-note.tsx'
import { useQueueDeed } from './use-parcels.ts'
import { useWords } from './words.ts'

type Props = {
  ring: PolygonShape
  scheme: number
  depth: number
  onCancel: () => void
  onDone: (made: readonly number[]) => void
}

export const DrawnForm = ({ ring, scheme, depth, onCancel, onDone }: Props) => {
  const t = useWords()
  const general = useTranslation().t
  const [name, setName] = useState('')
  const [number, setNumber] = useState('')
  const draw = useQueueDeed(() =>
    api.drawParcel({
      body: {
        scheme,
        depth,
        geometry: ring,
        name: name.trim(),
        ...(number.trim() === '' ? {} : { number: number.trim() }),
      },
    }),
  )
  return (
    <form
      className="box"
      aria-label={t('draw.title')}
      onSubmit={(event) => {
        event.preventDefault()
        draw.mutate(undefined, { onSuccess: ({ made }) => onDone(made) })
      }}
    >
      <h2>{t('draw.title')}</h2>
      <p className="quiet">{t('draw.clipped', { area: formatM2(areaOf({ geometry: ring })) })}</p>
      <Field label={t('draw.name')}>
        {(id) => (
          <Input
            id={id}
            autoFocus
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('draw.number')}>
        {(id) => (
          <Input id={id} maxLength={100} value={number} onChange={(event) => setNumber(event.target.value)} />
        )}
      </Field>
      {draw.error && <RefusedNote error={draw.error} />}
      <p className="row-tools">
        <Button type="primary" htmlType="submit" loading={draw.isPending}>
          {t('draw.save')}
        </Button>
        <Button onClick={onCancel}>{general('app.cancel')}</Button>
      </p>
    </form>
  )
}
