/** Opens a draft: its title, the scheme it re-cuts, and why. Nothing changes in the register until it is in force. */
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSchemes } from '../../app/registry.ts'
import { nameIn } from '../../i18n/formats.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import { useCreate } from './use-changes.ts'
import { useWords } from './words.ts'

export const NewChange = ({ onCancel, onDone }: { onCancel: () => void; onDone: (id: number) => void }) => {
  const t = useWords()
  const general = useTranslation().t
  const language = useLanguage()
  const schemes = useSchemes()
  const [title, setTitle] = useState('')
  const [description, setDescription] = useState('')
  const [chosen, setChosen] = useState<number | null>(null)
  const create = useCreate()
  const items = schemes.data?.items ?? []
  // Villages are re-cut far more often than unit grids.
  const scheme = chosen ?? (items.find(({ purpose }) => purpose === 'responsibility') ?? items[0])?.id ?? null
  return (
    <form
      className="box"
      aria-label={t('list.new')}
      onSubmit={(event) => {
        event.preventDefault()
        if (scheme === null || title.trim() === '') return
        create.mutate(
          { scheme, title: title.trim(), description: description.trim() },
          { onSuccess: ({ id }) => onDone(id) },
        )
      }}
    >
      <h2>{t('list.new')}</h2>
      <p className="quiet">{t('list.newHint')}</p>
      <Field label={t('list.titleField')}>
        {(id) => (
          <Input
            id={id}
            autoFocus
            required
            maxLength={200}
            placeholder={t('list.titleExample')}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('list.scheme')}>
        {(id) => (
          <Select
            id={id}
            value={scheme}
            loading={schemes.isPending}
            options={items.map((one) => ({ value: one.id, label: nameIn(language, one) }))}
            onChange={setChosen}
          />
        )}
      </Field>
      <Field label={t('list.description')}>
        {(id) => (
          <Input.TextArea
            id={id}
            rows={2}
            maxLength={5000}
            value={description}
            onChange={(event) => setDescription(event.target.value)}
          />
        )}
      </Field>
      {schemes.error && <ErrorNote error={schemes.error} onRetry={() => void schemes.refetch()} />}
      {create.error && <ErrorNote error={create.error} />}
      <p className="row-tools">
        <Button
          type="primary"
          htmlType="submit"
          loading={create.isPending}
          disabled={scheme === null || title.trim() === ''}
        >
          {t('list.create')}
        </Button>
        <Button onClick={onCancel}>{general('app.cancel')}</Button>
      </p>
    </form>
  )
}
