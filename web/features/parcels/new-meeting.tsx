/** Opens a meeting: its level, title, place, chair and who attends. How many parcels it will go through is told before. */
import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { api } from '../../api.ts'
import { formatCount } from '../../i18n/formats.ts'
import { Field } from '../../ui/field.tsx'
import { attendingOf } from './attending.ts'
import { RefusedNote } from './refused-note.tsx'
import { type Level, useLevels } from './use-level.ts'
import { useOpenMeeting } from './use-meetings.ts'
import { useWords } from './words.ts'

const useCount = (level: Level | null) =>
  useQuery({
    queryKey: ['parcels', 'to-claim', level?.scheme.id, level?.level.depth],
    enabled: level !== null,
    queryFn: async ({ signal }) => {
      const query = { scheme: level?.scheme.id ?? 0, depth: level?.level.depth ?? 2, limit: 1 }
      const { total } = await api.listParcels({
        query: { ...query, state: ['orphan', 'claimed', 'disputed'] },
        signal,
      })
      return total
    },
  }).data

export const NewMeeting = ({ onCancel, onDone }: { onCancel: () => void; onDone: (id: number) => void }) => {
  const t = useWords()
  const general = useTranslation().t
  const [chosen, setChosen] = useState<{ scheme: number; depth: number } | null>(null)
  const levels = useLevels(chosen)
  const [said, setSaid] = useState({ title: '', place: '', chair: '', attending: '' })
  const count = useCount(levels.level)
  const open = useOpenMeeting()
  const attending = attendingOf(said.attending)
  const ready = levels.level !== null && said.title.trim() !== '' && said.chair.trim() !== '' && count !== 0
  const text = (name: 'title' | 'place' | 'chair', label: string, max: number, example?: string) => (
    <Field label={label}>
      {(id) => (
        <Input
          id={id}
          autoFocus={name === 'title'}
          maxLength={max}
          placeholder={example}
          value={said[name]}
          onChange={(event) => setSaid({ ...said, [name]: event.target.value })}
        />
      )}
    </Field>
  )
  return (
    <form
      className="box"
      aria-label={t('meetings.new')}
      onSubmit={(event) => {
        event.preventDefault()
        if (!ready || !levels.level) return
        const { scheme, level } = levels.level
        open.mutate(
          {
            scheme: scheme.id,
            depth: level.depth,
            title: said.title.trim(),
            place: said.place.trim(),
            chair: said.chair.trim(),
            attending,
          },
          { onSuccess: ({ id }) => onDone(id) },
        )
      }}
    >
      <h2>{t('meetings.new')}</h2>
      <p className="quiet">{t('meetings.newHint')}</p>
      <Field label={t('meetings.level')}>
        {(id) => (
          <Select
            id={id}
            value={levels.value}
            options={levels.options}
            onChange={(key) => {
              const found = levels.find(key)
              if (found) setChosen({ scheme: found.scheme.id, depth: found.level.depth })
            }}
          />
        )}
      </Field>
      {count !== undefined && (
        <p className={count === 0 ? 'waits' : 'quiet'} role="status">
          {count === 0 ? t('meetings.nothing') : t('meetings.count', { n: formatCount(count) })}{' '}
          {count === 0 && <Link to="/boundaries/parcels">{t('meetings.toQueue')}</Link>}
        </p>
      )}
      {text('title', t('meetings.titleField'), 200, t('meetings.titleExample'))}
      <div className="two">
        {text('place', t('meetings.place'), 200)}
        {text('chair', t('meetings.chair'), 100)}
      </div>
      <Field label={t('meetings.attending')}>
        {(id) => (
          <Input.TextArea
            id={id}
            rows={4}
            placeholder={t('meetings.attendingExample')}
            value={said.attending}
            onChange={(event) => setSaid({ ...said, attending: event.target.value })}
          />
        )}
      </Field>
      {attending.length > 0 && (
        <p className="quiet small">{t('meetings.attendingCount', { n: attending.length })}</p>
      )}
      {open.error && <RefusedNote error={open.error} />}
      <p className="row-tools">
        <Button type="primary" htmlType="submit" loading={open.isPending} disabled={!ready}>
          {t('meetings.begin')}
        </Button>
        <Button onClick={onCancel}>{general('app.cancel')}</Button>
      </p>
    </form>
  )
}
