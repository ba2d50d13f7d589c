/** One component in the field: is it there, which attributes are wrong, how far off does it stand. Saved by itself, then the next that is not inspected. */
import { Button, Input } from 'antd'
import { useState } from 'react'
import type { FieldResult, SampledComponent } from '../../../server/shared/acceptance.contract.ts'
import { api } from '../../api.ts'
import { formatPoint, nameIn } from '../../i18n/formats.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { Loading } from '../../ui/loading.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import { draftOf, type FieldDraft, resultOf } from './field-draft.ts'
import type { FieldGridOf } from './field-grid.tsx'
import { FieldPosition } from './field-position.tsx'
import { targetWords } from './said.ts'
import { useEntry, useSampled } from './use-acceptance.ts'
import { useWords } from './words.ts'

type Parts = { draft: FieldDraft; onDraft: (draft: FieldDraft) => void }

const Outcome = ({ draft, onDraft }: Parts) => {
  const t = useWords()
  return (
    <fieldset className="field-choice">
      <legend>{t('acceptance.field.outcome')}</legend>
      {(['found', 'absent'] as const).map((outcome) => (
        <button
          key={outcome}
          type="button"
          className={`choice ${draft.outcome === outcome ? 'chosen' : ''}`}
          aria-pressed={draft.outcome === outcome}
          onClick={() => onDraft({ ...draft, outcome })}
        >
          {t(`acceptance.field.${outcome}`)}
        </button>
      ))}
    </fieldset>
  )
}

const Attributes = ({
  one,
  targets,
  draft,
  onDraft,
}: Parts & { one: SampledComponent; targets: readonly string[] }) => {
  const t = useWords()
  const toggle = (target: string) =>
    onDraft({
      ...draft,
      wrong: draft.wrong.includes(target)
        ? draft.wrong.filter((known) => known !== target)
        : [...draft.wrong, target],
    })
  return (
    <fieldset className="field-attributes">
      <legend>{t('acceptance.field.attributes')}</legend>
      {targets.map((target) => {
        const wrong = draft.wrong.includes(target)
        return (
          <button
            key={target}
            type="button"
            className={`attribute ${wrong ? 'wrong' : ''}`}
            aria-pressed={wrong}
            onClick={() => toggle(target)}
          >
            <span className="quiet">
              {target === 'class' ? t('acceptance.field.class') : targetWords(t, target)}
            </span>
            <span className="field-what">{one.says[target] ?? t('difference.nothing')}</span>
            <span>{t(wrong ? 'acceptance.field.wrong' : 'acceptance.field.right')}</span>
          </button>
        )
      })}
    </fieldset>
  )
}

const Position = ({ draft, onDraft }: Parts) => {
  const t = useWords()
  return (
    <fieldset className="field-choice">
      <legend>{t('acceptance.field.measure')}</legend>
      {(['none', 'distance', 'position'] as const).map((measure) => (
        <button
          key={measure}
          type="button"
          className={`choice ${draft.measure === measure ? 'chosen' : ''}`}
          aria-pressed={draft.measure === measure}
          onClick={() => onDraft({ ...draft, measure })}
        >
          {t(`acceptance.field.measures.${measure}`)}
        </button>
      ))}
      {draft.measure === 'distance' && (
        <Field label={t('acceptance.field.distance')}>
          {(id) => (
            <Input
              id={id}
              size="large"
              inputMode="decimal"
              autoComplete="off"
              value={draft.distance}
              onChange={(event) => onDraft({ ...draft, distance: event.target.value })}
            />
          )}
        </Field>
      )}
      {draft.measure === 'position' && (
        <FieldPosition value={draft} onChange={(typed) => onDraft({ ...draft, ...typed })} />
      )}
    </fieldset>
  )
}

type Props = {
  id: number
  grid: FieldGridOf
  no: number
  targets: readonly string[]
  open: boolean
  /** The next that is not inspected; null: none is left. */
  onNext: (no: number | null) => void
}

const Form = ({
  id,
  one,
  others,
  targets,
  open,
  onNext,
}: Omit<Props, 'grid' | 'no'> & { one: SampledComponent; others: readonly SampledComponent[] }) => {
  const t = useWords()
  const language = useLanguage()
  const [draft, setDraft] = useState(() => draftOf(one))
  const left = others.filter(({ no, outcome }) => outcome === null && no !== one.no)
  const next = left.find(({ no }) => no > one.no) ?? left[0]
  const save = useEntry(
    id,
    (body: FieldResult) => api.recordResult({ params: { id, no: one.no }, body }),
    ({ outcome }) => onNext(outcome === null ? null : (next?.no ?? null)),
  )
  const result = resultOf(draft)
  return (
    <form
      className="field-form"
      aria-label={t('acceptance.field.no', { no: one.no })}
      onSubmit={(event) => {
        event.preventDefault()
        if (result) save.mutate(result)
      }}
    >
      <h2>
        {t('acceptance.field.no', { no: one.no })} {nameIn(language, one.class)}
      </h2>
      <p className="field-code">{one.code}</p>
      <p className="quiet">
        {t('acceptance.field.delivered')} {formatPoint(one.point)}
      </p>
      <fieldset className="bare" disabled={!open}>
        <Outcome draft={draft} onDraft={setDraft} />
        {draft.outcome === 'found' && (
          <>
            <Attributes one={one} targets={targets} draft={draft} onDraft={setDraft} />
            <Position draft={draft} onDraft={setDraft} />
          </>
        )}
        <Field label={t('acceptance.field.note')}>
          {(field) => (
            <Input
              id={field}
              size="large"
              maxLength={500}
              value={draft.note}
              onChange={(event) => setDraft({ ...draft, note: event.target.value })}
            />
          )}
        </Field>
      </fieldset>
      {open && (
        <Button
          block
          type="primary"
          htmlType="submit"
          className="field-button"
          disabled={result === null}
          loading={save.isPending}
        >
          {t('acceptance.field.save')}
        </Button>
      )}
      {open && one.outcome !== null && (
        <Button
          block
          className="field-button"
          onClick={() => save.mutate({ outcome: null, wrong: [], measured: null, offsetM: null, note: '' })}
        >
          {t('acceptance.field.takeBack')}
        </Button>
      )}
    </form>
  )
}

export const FieldComponent = ({ grid, no, ...rest }: Props) => {
  const { data, error, isPending, refetch } = useSampled(rest.id, grid.gridId)
  const one = data?.find((known) => known.no === no)
  return (
    <>
      {isPending && <Loading />}
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {one && <Form key={`${no}-${one.at}`} one={one} others={data ?? []} {...rest} />}
    </>
  )
}
