/** Which scheme and level the map draws, with the number of grids of each. */
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
  return (
    <select
      className="level-chooser"
      aria-label={t('map.scheme')}
      value={props.value}
      onChange={({ target }) => props.onChange(target.value === 'none' ? 'none' : Number(target.value))}
    >
      <option value="none">{t('map.noGrids')}</option>
      {props.schemes.map((scheme) => (
        <optgroup key={scheme.id} label={nameIn(language, scheme)}>
          {scheme.levels.map((level) => (
            <option key={level.id} value={level.id}>
              {t('map.gridsOf', { level: nameIn(language, level), n: formatCount(level.grids) })}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  )
}
