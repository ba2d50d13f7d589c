/** Takes the components of the filter, or those in view, away as a file: format, system, encoding, field names; the browser downloads it. */
import { DownloadOutlined } from '@ant-design/icons'
import { Button, Checkbox, Select } from 'antd'
import type { TFunction } from 'i18next'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cgcs2000Zone } from '../../../server/shared/cgcs2000-zones.ts'
import {
  EXPORT_ENCODINGS,
  EXPORT_FORMATS,
  FIELD_NAMES,
  GEOMETRY_COLUMNS,
} from '../../../server/shared/exports.contract.ts'
import type { Bbox, ComponentQuery } from '../../api-types.ts'
import { formatCount } from '../../i18n/formats.ts'
import { Field } from '../../ui/field.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import {
  asksEncoding,
  asksGeometry,
  type ExportChoices,
  exportAddress,
  FIRST_CHOICES,
  systemFor,
  systemsFor,
} from './export-model.ts'

type Props = {
  /** Null where no class is chosen: there is nothing to take. */
  filter: ComponentQuery | null
  total: number | null
  inView: number | null
  bbox: Bbox | null
  /** Whether it was asked for from the list of what is in view. */
  startInView: boolean
  /** Of the district's centre: its zones are offered first. */
  lon: number
}

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
const Choice = <T extends string>({ label, value, options, onChange }: ChoiceProps<T>) => (
  <Field label={label}>
    {(id) => <Select<T> id={id} value={value} options={[...options]} onChange={onChange} />}
  </Field>
)

const SystemChoice = ({
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

/** What somebody who opens the file should know before. */
const Hints = ({ choices }: { choices: ExportChoices }): ReactNode => {
  const { t } = useTranslation()
  const { format, crs } = choices
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

export const ExportPanel = ({ filter, total, inView, bbox, startInView, lon }: Props) => {
  const { t } = useTranslation()
  const lang = useLanguage()
  const [choices, setChoices] = useState<ExportChoices>(FIRST_CHOICES)
  const [onlyInView, setOnlyInView] = useState(startInView)
  const set = (some: Partial<ExportChoices>) => setChoices((now) => ({ ...now, ...some }))
  const count = onlyInView ? inView : total
  const address =
    filter === null || count === 0
      ? null
      : exportAddress(filter, choices, { bbox: onlyInView ? bbox : null, lang })
  return (
    <div className="export">
      <header className="card-head">
        <h2>{t('export.title')}</h2>
        {count !== null && (
          <span className="quiet" aria-live="polite">
            {t('export.total', { n: formatCount(count) })}
          </span>
        )}
      </header>
      <Checkbox checked={onlyInView} onChange={(event) => setOnlyInView(event.target.checked)}>
        {t('export.onlyInView')}
      </Checkbox>
      <Choice
        label={t('export.format')}
        value={choices.format}
        options={EXPORT_FORMATS.map((value) => ({ value, label: t(`export.formats.${value}`) }))}
        onChange={(format) => set({ format, crs: systemFor(format, choices.crs) })}
      />
      <SystemChoice lon={lon} value={choices.crs} onChange={(crs) => set({ crs })} />
      {asksEncoding(choices.format) && (
        <Choice
          label={t('export.encoding')}
          value={choices.encoding}
          options={EXPORT_ENCODINGS.map((value) => ({ value, label: ENCODINGS[value] }))}
          onChange={(encoding) => set({ encoding })}
        />
      )}
      {asksGeometry(choices.format) && (
        <Choice
          label={t('export.geometry')}
          value={choices.geometry}
          options={GEOMETRY_COLUMNS.map((value) => ({ value, label: t(`export.geometries.${value}`) }))}
          onChange={(geometry) => set({ geometry })}
        />
      )}
      <Choice
        label={t('export.names')}
        value={choices.names}
        options={FIELD_NAMES.map((value) => ({ value, label: t(`export.fieldNames.${value}`) }))}
        onChange={(names) => set({ names })}
      />
      <Hints choices={choices} />
      {address === null ? (
        <p className="quiet">{t('export.nothing')}</p>
      ) : (
        <Button type="primary" icon={<DownloadOutlined aria-hidden />} href={address} download>
          {t('export.download')}
        </Button>
      )}
    </div>
  )
}
