/** Makes a certificate: the scheme, the level, what is covered, and the day. */
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Scheme } from '../../api-types.ts'
import { useSchemes } from '../../app/registry.ts'
import { nameIn } from '../../i18n/formats.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { useDebounced } from '../../ui/use-debounced.ts'
import { useLanguage } from '../../ui/use-language.ts'
import { RefusedNote } from './refused-note.tsx'
import { useGridsAbove, useMake } from './use-certificates.ts'
import { useWords } from './words.ts'

type Props = { onCancel: () => void; onDone: (id: number) => void }

const today = (): string => new Date().toISOString().slice(0, 10)
const certifiable = (scheme: Scheme | undefined) => (scheme?.levels ?? []).filter(({ depth }) => depth > 1)

type ParentProps = {
  levels: Scheme['levels']
  at: string | null
  value: number | null
  onChange: (grid: number | null) => void
}
const ParentField = ({ levels, at, value, onChange }: ParentProps) => {
  const t = useWords()
  const language = useLanguage()
  const [typed, setTyped] = useState('')
  const q = useDebounced(typed, 250)
  const grids = useGridsAbove(
    levels.map(({ id }) => id),
    q,
    at,
  )
  return (
    <Field label={t('form.parent')}>
      {(id) => (
        <Select
          id={id}
          allowClear
          showSearch={{ filterOption: false, onSearch: setTyped }}
          placeholder={t('form.allParents')}
          notFoundContent={t('form.findParent')}
          loading={grids.isFetching}
          value={value}
          options={levels.map((level) => ({
            label: nameIn(language, level),
            options: (grids.data ?? [])
              .filter((grid) => grid.level.id === level.id)
              .map((grid) => ({ value: grid.id, label: `${grid.name} ${grid.code}`.trim() })),
          }))}
          onChange={(chosen) => onChange(chosen ?? null)}
        />
      )}
    </Field>
  )
}

export const NewCertificate = ({ onCancel, onDone }: Props) => {
  const t = useWords()
  const general = useTranslation().t
  const language = useLanguage()
  const schemes = useSchemes()
  const make = useMake()
  const [schemeId, setSchemeId] = useState<number | null>(null)
  const [levelId, setLevelId] = useState<number | null>(null)
  const [parent, setParent] = useState<number | null>(null)
  const [day, setDay] = useState('')
  const items = schemes.data?.items ?? []
  const scheme =
    items.find(({ id }) => id === schemeId) ??
    items.find((one) => one.purpose === 'responsibility' && certifiable(one).length > 0) ??
    items[0]
  const levels = certifiable(scheme)
  const level = levels.find(({ id }) => id === levelId) ?? levels.at(-1)
  // A day that is today's is now: its end has not come yet.
  const at = day !== '' && day < today() ? day : null
  return (
    <form
      className="box"
      aria-label={t('list.new')}
      onSubmit={(event) => {
        event.preventDefault()
        if (!scheme || !level) return
        make.mutate(
          {
            scheme: scheme.id,
            depth: level.depth,
            ...(parent === null ? {} : { parent }),
            ...(at === null ? {} : { at }),
          },
          { onSuccess: ({ id }) => onDone(id) },
        )
      }}
    >
      <h2>{t('list.new')}</h2>
      <div className="two">
        <Field label={t('form.scheme')}>
          {(id) => (
            <Select
              id={id}
              loading={schemes.isPending}
              value={scheme?.id ?? null}
              options={items.map((one) => ({ value: one.id, label: nameIn(language, one) }))}
              onChange={(chosen) => {
                setSchemeId(chosen)
                setLevelId(null)
                setParent(null)
              }}
            />
          )}
        </Field>
        <Field label={t('form.level')}>
          {(id) => (
            <Select
              id={id}
              value={level?.id ?? null}
              options={levels.map((one) => ({ value: one.id, label: nameIn(language, one) }))}
              onChange={(chosen) => {
                setLevelId(chosen)
                setParent(null)
              }}
            />
          )}
        </Field>
        <ParentField
          levels={scheme && level ? scheme.levels.filter(({ depth }) => depth < level.depth) : []}
          at={at}
          value={parent}
          onChange={setParent}
        />
        <Field label={t('form.at')}>
          {(id) => (
            <Input
              id={id}
              type="date"
              max={today()}
              value={day}
              onChange={({ target }) => setDay(target.value)}
            />
          )}
        </Field>
      </div>
      <p className="quiet">{scheme && levels.length === 0 ? t('form.noLevels') : t('form.hint')}</p>
      {schemes.error && <ErrorNote error={schemes.error} onRetry={() => void schemes.refetch()} />}
      {make.error && <RefusedNote error={make.error} />}
      <p className="row-tools">
        <Button type="primary" htmlType="submit" loading={make.isPending} disabled={!level}>
          {t('form.make')}
        </Button>
        <Button onClick={onCancel}>{general('app.cancel')}</Button>
      </p>
    </form>
  )
}
