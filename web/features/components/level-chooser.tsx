/** Which scheme and level the map draws, with the number of grids of each. */
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Scheme } from '../../api-types.ts'
import { formatCount, nameIn } from '../../i18n/formats.ts'
import { useLanguage } from '../../ui/use-language.ts'

type Level = number | 'none'

export const LevelChooser = (props: {
  schemes: readonly Scheme[]
  value: Level
  onChange: (level: Level) => void
}) => {
  const { t } = useTranslation()
  const language = useLanguage()
  const options = [
    { label: t('map.noGrids'), value: 'none' as Level },
    ...props.schemes.map((scheme) => ({
      label: nameIn(language, scheme),
      options: scheme.levels.map((level) => ({
        label: t('map.gridsOf', { level: nameIn(language, level), n: formatCount(level.grids) }),
        value: level.id as Level,
      })),
    })),
  ]
  return (
    <Select<Level>
      className="level-chooser"
      aria-label={t('map.scheme')}
      value={props.value}
      options={options}
      popupMatchSelectWidth={false}
      onChange={props.onChange}
    />
  )
}
