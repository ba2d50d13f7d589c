/** A new report: a place from the map or typed in any named CRS, a class, words; who would get it is shown before it is saved. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, InputNumber, Select } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CRS_NAMES, type LonLat } from '../../../server/shared/crs.ts'
import { api } from '../../api.ts'
import { errorWords } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { AssignmentPreview, usePreview } from './assignment-preview.tsx'
import { ClassSelect } from './class-select.tsx'
import type { Draft } from './draft.ts'

const MAP_CRS = 'EPSG:4490'
type Props = {
  draft: Draft
  /** Where the position lies on the map, once the server has converted it. */
  onPin: (point: LonLat | null) => void
  onCancel: () => void
  onSaved: (id: number) => void
}
type Typed = { crs: string; x: string; y: string }

const CRS_OPTIONS = CRS_NAMES.map((name) => ({ value: name, label: name }))

/** What the form holds of a position, whichever way it came: text, so that nothing typed is lost. */
const typedFrom = (point: LonLat | null): Typed => ({
  crs: MAP_CRS,
  x: point ? point[0].toFixed(7) : '',
  y: point ? point[1].toFixed(7) : '',
})
const pointOf = ({ x, y }: Typed): LonLat | null => {
  const position: LonLat = [Number(x), Number(y)]
  return x.trim() !== '' && y.trim() !== '' && position.every(Number.isFinite) ? position : null
}

const PositionFields = ({ typed, set }: { typed: Typed; set: (typed: Typed) => void }) => {
  const { t } = useTranslation()
  const bad = (text: string) => text.trim() !== '' && !Number.isFinite(Number(text))
  return (
    <fieldset className="position-fields">
      <legend>{t('dispatch.position')}</legend>
      <Field label={t('dispatch.crs')}>
        {(id) => (
          <Select
            id={id}
            showSearch
            value={typed.crs}
            options={CRS_OPTIONS}
            onChange={(crs) => set({ ...typed, crs })}
          />
        )}
      </Field>
      <div className="two">
        <Field label={t('dispatch.x')}>
          {(id) => (
            <Input
              id={id}
              inputMode="decimal"
              value={typed.x}
              status={bad(typed.x) ? 'error' : ''}
              onChange={(event) => set({ ...typed, x: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('dispatch.y')}>
          {(id) => (
            <Input
              id={id}
              inputMode="decimal"
              value={typed.y}
              status={bad(typed.y) ? 'error' : ''}
              onChange={(event) => set({ ...typed, y: event.target.value })}
            />
          )}
        </Field>
      </div>
      {(bad(typed.x) || bad(typed.y)) && (
        <p role="alert" className="wrong">
          {t('dispatch.badPosition')}
        </p>
      )}
    </fieldset>
  )
}

export const ReportForm = ({ draft, onPin, onCancel, onSaved }: Props) => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [words, setWords] = useState('')
  const [accuracyM, setAccuracyM] = useState(0)
  const [typed, setTyped] = useState<Typed>(() => typedFrom(draft.point))
  const [classId, setClassId] = useState<number | null>(draft.classId)
  const [componentId, setComponentId] = useState<number | null>(draft.componentId)
  const [drawn, setDrawn] = useState(draft)
  // A click on the map brings a new draft: it overrules what was typed before.
  if (drawn !== draft) {
    setDrawn(draft)
    setComponentId(draft.componentId)
    if (draft.point !== null) setTyped(typedFrom(draft.point))
    if (draft.classId !== null) setClassId(draft.classId)
  }
  const point = pointOf(typed)
  const preview = usePreview({ point, crs: typed.crs, classId, componentId, accuracyM })
  const [lon, lat] = preview.data?.point ?? []
  useEffect(() => onPin(lon === undefined || lat === undefined ? null : [lon, lat]), [lon, lat, onPin])
  const save = useMutation({
    mutationFn: (position: LonLat) =>
      api.createReport({
        body: { point: position, crs: typed.crs, classId, componentId, words, accuracyM },
      }),
    onSuccess: (report) => {
      void client.invalidateQueries({ queryKey: ['reports'] })
      client.setQueryData(['report', report.id], report)
      void message.success(t('dispatch.saved', { number: report.number, unit: report.responsible.name }))
      onSaved(report.id)
    },
  })
  const set = (next: Typed) => {
    setTyped(next)
    // Another place is no longer the component that was clicked.
    setComponentId(null)
  }
  return (
    <form
      className="report-form"
      aria-label={t('dispatch.new')}
      onSubmit={(event) => {
        event.preventDefault()
        if (point) save.mutate(point)
      }}
    >
      <header className="card-head">
        <h2>{t('dispatch.new')}</h2>
      </header>
      <p className="quiet">{draft.point ? t('dispatch.picked') : t('dispatch.pick')}</p>
      <PositionFields typed={typed} set={set} />
      <Field label={t('dispatch.class')}>
        {(id) => <ClassSelect id={id} value={classId} onChange={setClassId} />}
      </Field>
      <Field label={t('dispatch.words')}>
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
      <Field label={t('dispatch.accuracy')}>
        {(id) => (
          <InputNumber
            id={id}
            min={0}
            max={1000}
            value={accuracyM}
            onChange={(value) => setAccuracyM(value ?? 0)}
          />
        )}
      </Field>
      <section aria-label={t('dispatch.preview')} aria-live="polite" className="preview">
        <h3>{t('dispatch.preview')}</h3>
        {point ? (
          <AssignmentPreview preview={preview} />
        ) : (
          <p className="quiet">{t('dispatch.previewHint')}</p>
        )}
      </section>
      {save.isError && (
        <p role="alert" className="wrong">
          {errorWords(t, save.error)}
        </p>
      )}
      <div className="card-actions">
        <Button type="primary" htmlType="submit" disabled={!point} loading={save.isPending}>
          {t('dispatch.submit')}
        </Button>
        <Button onClick={onCancel}>{t('app.cancel')}</Button>
      </div>
    </form>
  )
}
