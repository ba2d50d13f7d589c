/** Takes the components of the filter, or those in view, away as a file: format, system, encoding, field names; the browser downloads it. */
import { DownloadOutlined } from '@ant-design/icons'
import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EXPORT_FORMATS, FIELD_NAMES, GEOMETRY_COLUMNS } from '../../../server/shared/exports.contract.ts'
import type { Bbox, ComponentQuery } from '../../api-types.ts'
import { formatCount } from '../../i18n/formats.ts'
import { Choice, EncodingChoice, ExportHints, SystemChoice } from '../../ui/export-choices.tsx'
import { asksEncoding, systemFor } from '../../ui/export-systems.ts'
import { useLanguage } from '../../ui/use-language.ts'
import { asksGeometry, type ExportChoices, exportAddress, FIRST_CHOICES } from './export-model.ts'

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
        <EncodingChoice value={choices.encoding} onChange={(encoding) => set({ encoding })} />
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
      <ExportHints format={choices.format} crs={choices.crs} />
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
