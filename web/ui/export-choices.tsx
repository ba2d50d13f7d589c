/** What is chosen of a file that is taken away: its system, its encoding; and what should be known before. */
import { Select } from 'antd'
import type { TFunction } from 'i18next'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { cgcs2000Zone } from '../../server/shared/cgcs2000-zones.ts'
import { EXPORT_ENCODINGS, type ExportFormat } from '../../server/shared/exports.contract.ts'
import { systemsFor } from './export-systems.ts'
import { Field } from './field.tsx'

const ENCODINGS = { 'utf-8': 'UTF-8', gb18030: 'GB18030 (GBK)' } as const
const PLAIN_SYSTEMS: Record<string, string> = {
  'EPSG:4490': 'CGCS2000',
  'EPSG:4326': 'WGS 84',
  'EPSG:3857': 'Web Mercator',
}

const systemWords = (t: TFunction, crs: string): string => {
  const zone = cgcs2000Zone(crs)
  if (zone === null) return PLAIN_SYSTEMS[crs] ? `${PLAIN_SYSTEMS[crs]} · ${crs}` : crs
  return `CGCS2000 ${t(zone.isPrefixed ? 'export.zone' : 'export.meridian', zone)} · ${crs}`
}

type ChoiceProps<T extends string> = {
  label: string
  value: T
  options: readonly { value: T; label: string }[]
  onChange: (value: T) => void
}
export const Choice = <T extends string>({ label, value, options, onChange }: ChoiceProps<T>) => (
  <Field label={label}>
    {(id) => <Select<T> id={id} value={value} options={[...options]} onChange={onChange} />}
  </Field>
)

export const SystemChoice = ({
  lon,
  value,
  onChange,
}: {
  lon: number
  value: string
  onChange: (crs: string) => void
}) => {
  const { t } = useTranslation()
  const { usual, others } = systemsFor(lon)
  const optionsOf = (names: readonly string[]) =>
    names.map((name) => ({ value: name, label: systemWords(t, name) }))
  return (
    <Field label={t('export.crs')}>
      {(id) => (
        <Select
          id={id}
          showSearch={{ optionFilterProp: 'label' }}
          value={value}
          options={[
            { label: t('export.usual'), options: optionsOf(usual) },
            { label: t('export.others'), options: optionsOf(others) },
          ]}
          onChange={onChange}
        />
      )}
    </Field>
  )
}

type Encoding = (typeof EXPORT_ENCODINGS)[number]
export const EncodingChoice = ({
  value,
  onChange,
}: {
  value: Encoding
  onChange: (value: Encoding) => void
}) => {
  const { t } = useTranslation()
  return (
    <Choice
      label={t('export.encoding')}
      value={value}
      options={EXPORT_ENCODINGS.map((one) => ({ value: one, label: ENCODINGS[one] }))}
      onChange={onChange}
    />
  )
}

/** What somebody who opens the file should know before. */
export const ExportHints = ({ format, crs }: { format: ExportFormat; crs: string }): ReactNode => {
  const { t } = useTranslation()
  const hints = [
    format === 'csv' && t('export.hintCsv'),
    format === 'shapefile' && t('export.hintShapefile'),
    format === 'geojson' && crs !== 'EPSG:4326' && t('export.hintGeoJson'),
    (crs === 'GCJ-02' || crs === 'BD-09') && t('export.hintShifted'),
  ].filter((hint) => hint !== false)
  return hints.map((hint) => (
    <p key={hint} className="quiet">
      {hint}
    </p>
  ))
}
