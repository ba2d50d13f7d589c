/** Which scheme and level the map draws, with the number of grids of each. */
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Scheme } from '../../api-types.ts'
import { formatCount, nameIn } from '../../i18n/formats.ts'
import { useLanguage } from '../../ui/use-language.ts'

type Level = number | 'none'

/** Without a choice: the deepest level of a scheme of responsibility with no more than a few thousand grids, else the first level there is. */
export const defaultLevel = (schemes: readonly Scheme[]): number | null => {
  const ordered = [...schemes].sort(
    (a, b) => Number(b.purpose === 'responsibility') - Number(a.purpose === 'responsibility'),
  )
  const levels = ordered.flatMap((scheme) => [...scheme.levels].reverse())
  return (levels.find((level) => level.grids > 0 && level.grids <= 3000) ?? levels[0])?.id ?? null
}

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
