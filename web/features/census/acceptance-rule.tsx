/** How a delivery is sampled and by which limits it is accepted, to be set as the city does. Shares in per cent, positions in metres. */
import { Button, InputNumber, Select } from 'antd'
import { useState } from 'react'
import type { Acceptance } from '../../../server/shared/acceptance.contract.ts'
import {
  ACCURACIES,
  type AcceptanceSettings,
  type SampleRule,
} from '../../../server/shared/acceptance-limits.ts'
import { api } from '../../api.ts'
import { nameIn } from '../../i18n/formats.ts'
import { Field } from '../../ui/field.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import { useChange } from './use-census.ts'
import { useWords } from './words.ts'

type Props = {
  settings: AcceptanceSettings
  frozen?: boolean
  onChange: (settings: AcceptanceSettings) => void
}
type Limits = AcceptanceSettings['limits']

const percent = (share: number): number => Math.round(share * 10_000) / 100

const START: Record<SampleRule['by'], SampleRule> = {
  table: { by: 'table' },
  share: { by: 'share', share: 0.05 },
  number: { by: 'number', grids: 10 },
}

const SampleFields = ({ settings, frozen = false, onChange }: Props) => {
  const t = useWords()
  const { sample } = settings
  const set = (next: SampleRule) => onChange({ ...settings, sample: next })
  return (
    <>
      <Field label={t('acceptance.rule.by')}>
        {(id) => (
          <Select
            id={id}
            disabled={frozen}
            value={sample.by}
            options={(['table', 'share', 'number'] as const).map((value) => ({
              value,
              label: t(`acceptance.rule.byWays.${value}`),
            }))}
            onChange={(by) => set(START[by])}
          />
        )}
      </Field>
      {sample.by === 'share' && (
        <Field label={t('acceptance.rule.share')}>
          {(id) => (
            <InputNumber
              id={id}
              min={0.1}
              max={100}
              value={percent(sample.share)}
              onChange={(next) => set({ by: 'share', share: (next ?? 5) / 100 })}
            />
          )}
        </Field>
      )}
      {sample.by === 'number' && (
        <Field label={t('acceptance.rule.number')}>
          {(id) => (
            <InputNumber
              id={id}
              min={1}
              precision={0}
              value={sample.grids}
              onChange={(next) => set({ by: 'number', grids: next ?? 1 })}
            />
          )}
        </Field>
      )}
    </>
  )
}

const LimitFields = ({ settings, onChange }: Props) => {
  const t = useWords()
  const { limits } = settings
  const set = (patch: Partial<Limits>) => onChange({ ...settings, limits: { ...limits, ...patch } })
  return (
    <>
      {(['omission', 'surplus', 'attributes'] as const).map((name) => (
        <Field key={name} label={t(`acceptance.rule.${name}`)}>
          {(id) => (
            <InputNumber
              id={id}
              min={0}
              max={100}
              value={percent(limits[name])}
              onChange={(next) => set({ [name]: (next ?? 0) / 100 })}
            />
          )}
        </Field>
      ))}
      {ACCURACIES.map((accuracy) => (
        <Field key={accuracy} label={t('acceptance.rule.position', { accuracy })}>
          {(id) => (
            <InputNumber
              id={id}
              min={0.01}
              max={1000}
              value={limits.positionM[accuracy]}
              onChange={(next) =>
                set({ positionM: { ...limits.positionM, [accuracy]: next ?? limits.positionM[accuracy] } })
              }
            />
          )}
        </Field>
      ))}
    </>
  )
}

/** Of the classes that the sample has, once there is one: the tables of classes do not say how exactly each is to be surveyed. */
const AccuracyFields = ({
  settings,
  frozen = false,
  classes,
  onChange,
}: Props & { classes: NonNullable<Acceptance['rates']>['byClass'] }) => {
  const t = useWords()
  const language = useLanguage()
  return classes.map(
    ({ classId, code, accuracy, ...names }) =>
      code !== null && (
        <Field key={classId} label={t('acceptance.rule.accuracy', { class: nameIn(language, names) })}>
          {(id) => (
            <Select
              id={id}
              disabled={frozen}
              value={settings.accuracies[code] ?? accuracy}
              options={ACCURACIES.map((value) => ({ value, label: value }))}
              onChange={(next) =>
                onChange({ ...settings, accuracies: { ...settings.accuracies, [code]: next } })
              }
            />
          )}
        </Field>
      ),
  )
}

export const AcceptanceRule = ({
  id,
  acceptance,
  frozen,
}: {
  id: number
  acceptance: Acceptance
  frozen: boolean
}) => {
  const t = useWords()
  const [settings, setSettings] = useState(acceptance.settings)
  const save = useChange(id, () => api.setAcceptance({ params: { id }, body: settings }))
  return (
    <details className="fold" open={acceptance.sample === null}>
      <summary>{t('acceptance.rule.title')}</summary>
      <form
        className="settings"
        aria-label={t('acceptance.rule.title')}
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate(undefined)
        }}
      >
        <p className="quiet">{t(`acceptance.rule.from.${acceptance.settingsFrom}`)}</p>
        <fieldset className="rule-fields" disabled={frozen}>
          <SampleFields frozen={frozen} settings={settings} onChange={setSettings} />
          <LimitFields settings={settings} onChange={setSettings} />
          <AccuracyFields
            frozen={frozen}
            settings={settings}
            classes={acceptance.rates?.byClass ?? []}
            onChange={setSettings}
          />
        </fieldset>
        <Button htmlType="submit" loading={save.isPending} disabled={frozen}>
          {t('acceptance.rule.save')}
        </Button>
      </form>
    </details>
  )
}
