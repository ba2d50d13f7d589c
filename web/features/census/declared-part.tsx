/** The extent and classes for which a delivery speaks in full: only there can a component be missing. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useMemo, useState } from 'react'
import type { Census } from '../../../server/shared/census.ts'
import { api } from '../../api.ts'
import { useClasses } from '../../app/registry.ts'
import { nameIn } from '../../i18n/formats.ts'
import { Field } from '../../ui/field.tsx'
import { useDebounced } from '../../ui/use-debounced.ts'
import { useLanguage } from '../../ui/use-language.ts'
import { useChange } from './use-census.ts'
import { useWords } from './words.ts'

type Declared = Census['settings']['declared']
type GridsProps = { value: readonly number[]; onChange: (ids: number[]) => void; disabled: boolean }

/** None chosen is the whole district. */
const GridsField = ({ value, onChange, disabled }: GridsProps) => {
  const t = useWords()
  const language = useLanguage()
  const [words, setWords] = useState('')
  const q = useDebounced(words.trim(), 200)
  const { data, isFetching } = useQuery({
    queryKey: ['grids', 'search', q],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.listGrids({ query: { limit: 20, ...(q ? { q } : {}) }, signal }),
  })
  const known = useQuery({
    queryKey: ['grids', 'named', value],
    enabled: value.length > 0,
    queryFn: () => Promise.all(value.map((id) => api.getGrid({ params: { id } }))),
  })
  const options = new Map(
    [...(known.data ?? []), ...(data?.items ?? [])].map((grid) => [
      grid.id,
      `${grid.name || grid.code} · ${nameIn(language, grid.level)}`,
    ]),
  )
  return (
    <Field label={t('difference.grids')}>
      {(id) => (
        <Select
          id={id}
          mode="multiple"
          disabled={disabled}
          showSearch={{ filterOption: false, onSearch: setWords }}
          loading={isFetching}
          placeholder={t('difference.wholeDistrict')}
          value={[...value]}
          options={[...options].map(([grid, label]) => ({ value: grid, label }))}
          onChange={onChange}
        />
      )}
    </Field>
  )
}

type ClassesProps = GridsProps & { edition: string }

const ClassesField = ({ value, onChange, disabled, edition }: ClassesProps) => {
  const t = useWords()
  const language = useLanguage()
  const { data } = useClasses()
  const classes = useMemo(
    () => (data?.items ?? []).filter((cls) => cls.edition === edition && cls.kind === 'component'),
    [data, edition],
  )
  const used = classes.filter(({ components }) => components > 0).map(({ id }) => id)
  return (
    <>
      <Field label={t('difference.classes')}>
        {(id) => (
          <Select
            id={id}
            mode="multiple"
            disabled={disabled}
            maxTagCount="responsive"
            showSearch={{ optionFilterProp: 'label' }}
            value={[...value]}
            options={classes.map((cls) => ({ value: cls.id, label: nameIn(language, cls) }))}
            onChange={onChange}
          />
        )}
      </Field>
      <Button size="small" disabled={disabled || used.length === 0} onClick={() => onChange(used)}>
        {t('difference.classesOfRows')}
      </Button>
    </>
  )
}

export const DeclaredPart = ({ census, frozen }: { census: Census; frozen: boolean }) => {
  const t = useWords()
  const before = census.settings.declared
  const [grids, setGrids] = useState<number[]>(before?.grids ?? [])
  const [classes, setClasses] = useState<number[]>(before?.classes ?? [])
  const declare = useChange(census.id, async (declared: Declared) => {
    await api.updateCensus({ params: { id: census.id }, body: { settings: { declared } } })
    await api.judgeAgain({ params: { id: census.id } })
  })
  const disabled = frozen || declare.isPending
  return (
    <details className="fold" open={before !== null}>
      <summary>{t('difference.declared')}</summary>
      <p className="quiet">{t('difference.declaredHint')}</p>
      {before === null && <p>{t('difference.declaredNone')}</p>}
      <GridsField value={grids} onChange={setGrids} disabled={disabled} />
      <ClassesField
        value={classes}
        onChange={setClasses}
        disabled={disabled}
        edition={census.settings.edition}
      />
      {!frozen && (
        <div className="card-actions">
          <Button
            type="primary"
            loading={declare.isPending}
            disabled={classes.length === 0}
            onClick={() => declare.mutate({ grids: grids.length === 0 ? null : grids, classes })}
          >
            {t('difference.saveDeclared')}
          </Button>
          {before !== null && (
            <Button disabled={disabled} onClick={() => declare.mutate(null)}>
              {t('difference.takeBackDeclared')}
            </Button>
          )}
        </div>
      )}
    </details>
  )
}
