/** What the colours mean while dots are coloured by owner, maintainer or state, with exact counts under the current filter. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { COMPONENT_STATES } from '../../../server/shared/words.ts'
import type { ComponentQuery } from '../../api-types.ts'
import { formatCount } from '../../i18n/formats.ts'
import { NOBODY_COLOUR, OTHERS_COLOUR, STATE_COLOURS, UNIT_COLOURS } from '../../map/colouring.ts'
import type { Colouring } from '../../url-state.ts'
import { type Group, sumOf } from './filter-model.ts'
import { useColourCounts } from './use-counts.ts'
import { useUnitNames } from './use-names.ts'

export type ColourRow = { key: string; name: string; colour: string; count: number }

/** Units that get a hue of their own, largest first; the others share one grey. */
export const unitsWithHue = (groups: readonly Group[]): number[] =>
  groups.flatMap(({ key }) => (typeof key === 'number' ? [key] : [])).slice(0, UNIT_COLOURS.length)

export const useColourRows = (by: Colouring, filter: ComponentQuery | null) => {
  const { t } = useTranslation()
  const byUnit = by === 'owner' || by === 'maintainer'
  const { data } = useColourCounts(by, filter)
  const names = useUnitNames(byUnit)
  return useMemo(() => {
    const groups: readonly Group[] = data?.groups ?? []
    if (by === 'state') {
      const rows = COMPONENT_STATES.map((state) => ({
        key: state,
        name: t(`state.${state}`),
        colour: STATE_COLOURS[state],
        count: sumOf(groups.filter(({ key }) => key === state)),
      }))
      return { rows: rows.filter(({ count }) => count > 0), hues: [] }
    }
    const hues = byUnit ? unitsWithHue(groups) : []
    const rows = hues.map((id, i) => ({
      key: String(id),
      name: names.get(id)?.name ?? `#${id}`,
      colour: UNIT_COLOURS[i] ?? OTHERS_COLOUR,
      count: sumOf(groups.filter(({ key }) => key === id)),
    }))
    const others = sumOf(groups.filter(({ key }) => typeof key === 'number' && !hues.includes(key)))
    const nobody = sumOf(groups.filter(({ key }) => key === null))
    return {
      hues,
      rows: [
        ...rows,
        { key: 'others', name: t('legend.others'), colour: OTHERS_COLOUR, count: others },
        { key: 'nobody', name: t('legend.nobody'), colour: NOBODY_COLOUR, count: nobody },
      ].filter(({ count }) => count > 0),
    }
  }, [data, by, byUnit, names, t])
}

export const ColourKey = ({ rows }: { rows: readonly ColourRow[] }) => (
  <ul className="colour-key">
    {rows.map((row) => (
      <li key={row.key} className="legend-row">
        <span className="legend-name">
          <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true" focusable="false">
            <circle cx="7" cy="7" r="6" fill={row.colour} stroke="#15191e" strokeWidth="0.8" />
          </svg>{' '}
          <span>{row.name}</span>
        </span>
        <span className="count">{formatCount(row.count)}</span>
      </li>
    ))}
  </ul>
)
