/** Conditions of the list of rows besides the reason: severity, layer, beginning of the code. */
import { Button, Input, Select } from 'antd'
import { type Census, SEVERITIES } from '../../../server/shared/census.ts'
import type { Choices } from './use-step-params.ts'
import { useWords } from './words.ts'

type Props = {
  census: Census
  choices: Choices
  choose: (patch: Partial<Choices>, how?: 'push' | 'replace') => void
  withSeverity: boolean
}

export const RowFilters = ({ census, choices, choose, withSeverity }: Props) => {
  const t = useWords()
  const layers = census.layers.filter(({ included }) => included)
  const any = choices.severity ?? choices.reason ?? choices.layer ?? choices.q
  return (
    <div className="row-filters">
      {withSeverity && (
        <Select
          aria-label={t('verdicts.severityLabel')}
          value={choices.severity ?? ''}
          options={[
            { value: '', label: t('verdicts.severityAll') },
            ...SEVERITIES.map((severity) => ({ value: severity, label: t(`verdicts.severity.${severity}`) })),
          ]}
          onChange={(value) => choose({ severity: SEVERITIES.find((one) => one === value) ?? null })}
        />
      )}
      {layers.length > 1 && (
        <Select
          className="layer-filter"
          aria-label={t('verdicts.layer')}
          value={choices.layer ?? 0}
          options={[
            { value: 0, label: t('verdicts.layerAll') },
            ...layers.map(({ no, name }) => ({ value: no, label: name })),
          ]}
          onChange={(no) => choose({ layer: no === 0 ? null : no })}
        />
      )}
      <Input.Search
        className="code-filter"
        allowClear
        aria-label={t('verdicts.find')}
        placeholder={t('verdicts.find')}
        defaultValue={choices.q ?? ''}
        onSearch={(text) => choose({ q: text.trim() || null })}
      />
      {any !== null && any !== undefined && (
        <Button type="link" onClick={() => choose({ severity: null, reason: null, layer: null, q: null })}>
          {t('verdicts.clear')}
        </Button>
      )}
    </div>
  )
}
