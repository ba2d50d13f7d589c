/** A class by typing part of its name or code, in either language. */
import { Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useClasses } from '../../app/registry.ts'
import { nameIn } from '../../i18n/formats.ts'
import { useLanguage } from '../../ui/use-language.ts'

type Props = { id: string; value: number | null; onChange: (classId: number | null) => void }

export const ClassSelect = ({ id, value, onChange }: Props) => {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data, isPending } = useClasses()
  // Classes on record come first: the same name stands in several editions.
  const options = useMemo(
    () =>
      [...(data?.items ?? [])]
        .sort((a, b) => Number(b.components > 0) - Number(a.components > 0))
        .map((cls) => ({
          value: cls.id,
          label: `${nameIn(language, cls)} ${cls.code ?? ''}`.trim(),
          edition: cls.edition,
          words: `${cls.nameZh} ${cls.nameEn} ${cls.code ?? ''}`.toLowerCase(),
        })),
    [data, language],
  )
  return (
    <Select
      id={id}
      showSearch={{ filterOption: (text, option) => option?.words.includes(text.toLowerCase()) ?? false }}
      allowClear
      loading={isPending}
      placeholder={t('dispatch.classSearch')}
      value={value}
      options={options}
      optionRender={(option) => (
        <>
          {option.data.label} <span className="quiet">{option.data.edition}</span>
        </>
      )}
      onChange={(next: number | undefined) => onChange(next ?? null)}
    />
  )
}
