/** Opens a delivery: its title, and the edition its codes are read under. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api.ts'
import { nameIn } from '../../i18n/formats.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import { headKey } from './use-census.ts'
import { useEditions } from './use-editions.ts'
import { useWords } from './words.ts'

type Props = { onCancel: () => void; onDone: (id: number) => void }

export const NewCensus = ({ onCancel, onDone }: Props) => {
  const t = useWords()
  const { t: common } = useTranslation()
  const language = useLanguage()
  const client = useQueryClient()
  const { items, error, usual } = useEditions()
  const [title, setTitle] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const edition = chosen ?? usual
  const create = useMutation({
    mutationFn: (body: { title: string; edition: string }) => api.createCensus({ body }),
    onSuccess: (census) => {
      client.setQueryData(headKey(census.id), census)
      void client.invalidateQueries({ queryKey: ['censuses'] })
      onDone(census.id)
    },
  })
  return (
    <form
      className="box"
      aria-label={t('list.new')}
      onSubmit={(event) => {
        event.preventDefault()
        if (edition !== null && title.trim() !== '') create.mutate({ title: title.trim(), edition })
      }}
    >
      <h2>{t('list.new')}</h2>
      <p className="quiet">{t('list.newHint')}</p>
      <Field label={t('list.title_field')}>
        {(id) => (
          <Input
            id={id}
            autoFocus
            maxLength={200}
            placeholder={t('list.titleExample')}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('list.edition')}>
        {(id) => (
          <Select
            id={id}
            value={edition}
            options={items.map((one) => ({
              value: one.code,
              label: `${nameIn(language, one)} (${one.code})`,
            }))}
            onChange={setChosen}
          />
        )}
      </Field>
      {(error ?? create.error) && <ErrorNote error={error ?? create.error} />}
      <div className="card-actions">
        <Button
          type="primary"
          htmlType="submit"
          disabled={edition === null || title.trim() === ''}
          loading={create.isPending}
        >
          {t('list.create')}
        </Button>
        <Button onClick={onCancel}>{common('app.cancel')}</Button>
      </div>
    </form>
  )
}
