/** One that stands in the grid and was not delivered: its class and its place, typed or taken from the phone, which is good enough to tell where it is. */
import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { api } from '../../api.ts'
import { nameIn } from '../../i18n/formats.ts'
import { Field } from '../../ui/field.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import { pointOf } from './field-draft.ts'
import type { FieldGridOf } from './field-grid.tsx'
import { FieldPosition, type Typed } from './field-position.tsx'
import { useEntry } from './use-acceptance.ts'
import { useCensus } from './use-census.ts'
import { useWords } from './words.ts'

const ClassField = ({
  id,
  value,
  onChange,
}: {
  id: number
  value: number | null
  onChange: (classId: number) => void
}) => {
  const t = useWords()
  const language = useLanguage()
  const edition = useCensus(id).data?.settings.edition
  const { data } = useQuery({
    queryKey: ['classes', edition],
    enabled: edition !== undefined,
    queryFn: ({ signal }) => api.listClasses({ query: { edition: edition ?? '' }, signal }),
  })
  return (
    <Field label={t('acceptance.field.class')}>
      {(field) => (
        <Select
          id={field}
          size="large"
          showSearch={{ optionFilterProp: 'label' }}
          value={value}
          options={(data?.items ?? []).map((one) => ({
            value: one.id,
            label: `${one.code ?? ''} ${nameIn(language, one)}`.trim(),
          }))}
          onChange={(next) => next !== null && onChange(next)}
        />
      )}
    </Field>
  )
}

const HereButton = ({ onHere }: { onHere: (typed: Typed) => void }) => {
  const t = useWords()
  const [failed, setFailed] = useState(false)
  const ask = () =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setFailed(false)
        onHere({ crs: 'EPSG:4326', x: coords.longitude.toFixed(7), y: coords.latitude.toFixed(7) })
      },
      () => setFailed(true),
      { enableHighAccuracy: true, timeout: 20_000 },
    )
  return (
    <>
      <Button block className="field-button" onClick={ask}>
        {t('acceptance.field.here')}
      </Button>
      {failed && (
        <p className="wrong" role="alert">
          {t('acceptance.field.hereFailed')}
        </p>
      )}
    </>
  )
}

export const FieldUndelivered = ({
  id,
  grid,
  onDone,
}: {
  id: number
  grid: FieldGridOf
  onDone: () => void
}) => {
  const t = useWords()
  // One key for what is entered on this page: pressed twice, it is one.
  const [key] = useState(() => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`)
  const [classId, setClassId] = useState<number | null>(null)
  const [place, setPlace] = useState<Typed>({ crs: 'EPSG:4490', x: '', y: '' })
  const [note, setNote] = useState('')
  const point = pointOf(place)
  const save = useEntry(
    id,
    (body: Parameters<typeof api.recordUndelivered>[0]['body']) =>
      api.recordUndelivered({ params: { id, key }, body }),
    onDone,
  )
  return (
    <form
      className="field-form"
      aria-label={t('acceptance.field.adding')}
      onSubmit={(event) => {
        event.preventDefault()
        if (point && classId !== null)
          save.mutate({ gridId: grid.gridId, classId, place: point, note: note.trim() })
      }}
    >
      <h2>{t('acceptance.field.adding')}</h2>
      <ClassField id={id} value={classId} onChange={setClassId} />
      <HereButton onHere={setPlace} />
      <FieldPosition value={place} onChange={setPlace} />
      <Field label={t('acceptance.field.note')}>
        {(field) => (
          <Input
            id={field}
            size="large"
            maxLength={500}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
      <Button
        block
        type="primary"
        htmlType="submit"
        className="field-button"
        disabled={point === null || classId === null}
        loading={save.isPending}
      >
        {t('acceptance.field.saveAdded')}
      </Button>
    </form>
  )
}
