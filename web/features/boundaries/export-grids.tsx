/** Takes the grids of a scheme or of one level away as a file, now or as of a day. */
import { DownloadOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type EXPORT_ENCODINGS,
  exportGrids,
  GRID_EXPORT_FORMATS,
} from '../../../server/shared/exports.contract.ts'
import { queryString } from '../../api.ts'
import { useDistrict, useSchemes } from '../../app/registry.ts'
import { nameIn } from '../../i18n/formats.ts'
import { AsOfField } from '../../ui/as-of.tsx'
import { Choice, EncodingChoice, ExportHints, SystemChoice } from '../../ui/export-choices.tsx'
import { asksEncoding, systemFor } from '../../ui/export-systems.ts'
import { Field } from '../../ui/field.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import { useWords } from './words.ts'

type Choices = {
  readonly format: (typeof GRID_EXPORT_FORMATS)[number]
  readonly crs: string
  readonly encoding: (typeof EXPORT_ENCODINGS)[number]
  /** Null: all of them. */
  readonly scheme: number | null
  readonly level: number | null
  readonly at: string | null
}
const FIRST: Choices = {
  format: 'geopackage',
  crs: 'EPSG:4490',
  encoding: 'utf-8',
  scheme: null,
  level: null,
  at: null,
}

const WhichGrids = ({ choices, set }: { choices: Choices; set: (some: Partial<Choices>) => void }) => {
  const t = useWords()
  const language = useLanguage()
  const schemes = useSchemes().data?.items ?? []
  const levels = schemes.find(({ id }) => id === choices.scheme)?.levels ?? []
  return (
    <>
      <Field label={t('list.scheme')}>
        {(id) => (
          <Select
            id={id}
            allowClear
            placeholder={t('export.allSchemes')}
            value={choices.scheme}
            options={schemes.map((one) => ({ value: one.id, label: nameIn(language, one) }))}
            onChange={(scheme: number | undefined) => set({ scheme: scheme ?? null, level: null })}
          />
        )}
      </Field>
      {levels.length > 0 && (
        <Field label={t('export.level')}>
          {(id) => (
            <Select
              id={id}
              allowClear
              placeholder={t('export.allLevels')}
              value={choices.level}
              options={levels.map((one) => ({ value: one.id, label: nameIn(language, one) }))}
              onChange={(level: number | undefined) => set({ level: level ?? null })}
            />
          )}
        </Field>
      )}
    </>
  )
}

export const ExportGrids = ({ onClose }: { onClose: () => void }) => {
  const t = useWords()
  const general = useTranslation().t
  const lang = useLanguage()
  const district = useDistrict()
  const [choices, setChoices] = useState<Choices>(FIRST)
  const set = (some: Partial<Choices>) => setChoices((now) => ({ ...now, ...some }))
  const { format, crs, encoding, scheme, level, at } = choices
  const extent = district.data?.extent ?? null
  const address =
    exportGrids.path +
    queryString({
      format,
      scheme,
      level,
      at,
      crs,
      encoding: asksEncoding(format) ? encoding : undefined,
      lang,
    })
  return (
    <section className="box export" aria-label={t('export.title')}>
      <h2>{t('export.title')}</h2>
      <p className="quiet">{t('export.hint')}</p>
      <WhichGrids choices={choices} set={set} />
      <p>
        <AsOfField day={at} onDay={(day) => set({ at: day })} />
      </p>
      <Choice
        label={general('export.format')}
        value={format}
        options={GRID_EXPORT_FORMATS.map((value) => ({ value, label: general(`export.formats.${value}`) }))}
        onChange={(next) => set({ format: next, crs: systemFor(next, crs) })}
      />
      {extent && (
        <SystemChoice lon={(extent[0] + extent[2]) / 2} value={crs} onChange={(next) => set({ crs: next })} />
      )}
      {asksEncoding(format) && (
        <EncodingChoice value={encoding} onChange={(next) => set({ encoding: next })} />
      )}
      <ExportHints format={format} crs={crs} />
      <p className="row-tools">
        <Button type="primary" icon={<DownloadOutlined aria-hidden />} href={address} download>
          {general('export.download')}
        </Button>
        <Button onClick={onClose}>{general('app.close')}</Button>
      </p>
    </section>
  )
}
