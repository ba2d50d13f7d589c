/** How a delivery is judged: edition, unknown units, how near a border is near, how much may be retired without a word. Distances in metres. */
import { Button, InputNumber, Select } from 'antd'
import { useState } from 'react'
import type { Census } from '../../../server/shared/census.ts'
import { nameIn } from '../../i18n/formats.ts'
import { Field } from '../../ui/field.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import { useUpdate } from './use-census.ts'
import { useEditions } from './use-editions.ts'
import { useWords } from './words.ts'

type Settings = Pick<Census['settings'], 'edition' | 'units' | 'edgeM' | 'retireShare'>

const EditionField = ({ value, onChange }: { value: string; onChange: (edition: string) => void }) => {
  const t = useWords()
  const language = useLanguage()
  const { items } = useEditions()
  return (
    <Field label={t('list.edition')}>
      {(id) => (
        <Select
          id={id}
          value={value}
          options={items.map((one) => ({ value: one.code, label: nameIn(language, one) }))}
          onChange={onChange}
        />
      )}
    </Field>
  )
}

export const SettingsPart = ({ census, frozen }: { census: Census; frozen: boolean }) => {
  const t = useWords()
  const { edition, units, edgeM, retireShare } = census.settings
  const before: Settings = { edition, units, edgeM, retireShare }
  const [settings, setSettings] = useState<Settings>(before)
  const update = useUpdate(census)
  return (
    <form
      className="settings"
      aria-label={t('settings.title')}
      onSubmit={(event) => {
        event.preventDefault()
        update.mutate({ settings })
      }}
    >
      <fieldset className="row-texts" disabled={frozen}>
        <legend>{t('settings.title')}</legend>
        <EditionField
          value={settings.edition}
          onChange={(next) => setSettings({ ...settings, edition: next })}
        />
        <Field label={t('settings.units')}>
          {(id) => (
            <Select
              id={id}
              value={settings.units}
              options={(['refuse', 'create'] as const).map((value) => ({
                value,
                label: t(`settings.unknownUnits.${value}`),
              }))}
              onChange={(next) => setSettings({ ...settings, units: next })}
            />
          )}
        </Field>
        <Field label={t('settings.edge')}>
          {(id) => (
            <InputNumber
              id={id}
              min={0}
              max={100}
              value={settings.edgeM}
              onChange={(next) => setSettings({ ...settings, edgeM: next ?? 0 })}
            />
          )}
        </Field>
        <Field label={t('settings.retire')}>
          {(id) => (
            <InputNumber
              id={id}
              min={0}
              max={100}
              value={Math.round(settings.retireShare * 1000) / 10}
              onChange={(percent) => setSettings({ ...settings, retireShare: (percent ?? 0) / 100 })}
            />
          )}
        </Field>
      </fieldset>
      <Button
        htmlType="submit"
        loading={update.isPending}
        disabled={frozen || JSON.stringify(settings) === JSON.stringify(before)}
      >
        {t('settings.save')}
      </Button>
    </form>
  )
}
