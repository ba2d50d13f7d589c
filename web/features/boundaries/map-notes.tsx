/** Over the map: which level is looked at, and what the tool in hand waits for, with the areas of what is being dragged. */
import type { Change, Face } from '../../../server/shared/boundaries.ts'
import type { Growth } from '../../edit/areas.ts'
import { areaOf, lengthOf } from '../../edit/areas.ts'
import type { Session } from '../../edit/session.ts'
import { formatDistance, formatM2, nameIn } from '../../i18n/formats.ts'
import { useLanguage } from '../../ui/use-language.ts'
import { formatSigned } from './figures.ts'
import { useWords } from './words.ts'

type DepthProps = { levels: Change['levels']; depth: number; onDepth: (depth: number) => void }

export const DepthChooser = ({ levels, depth, onDepth }: DepthProps) => {
  const t = useWords()
  const language = useLanguage()
  return (
    <select
      className="level-chooser"
      aria-label={t('map.level')}
      value={depth}
      onChange={(event) => onDepth(Number(event.target.value))}
    >
      {levels.map((level) => (
        <option key={level.depth} value={level.depth}>
          {nameIn(language, level)}
        </option>
      ))}
    </select>
  )
}

type HintProps = {
  change: Change
  wide: boolean
  session: Session
  base: boolean
  tooMany: boolean
  busy: boolean
  growth: readonly Growth[]
  chosen: Face | null
  /** Into which grid the picked ones are merged. */
  first: Face | null
}

const name = (face: { name: string; code: string } | null): string => (face ? face.name || face.code : '')

const useHint = (props: HintProps): string => {
  const t = useWords()
  const { change, wide, session, base, tooMany, busy, growth, chosen, first } = props
  const { tool, line, picks, vertex } = session
  if (busy) return t('hint.busy')
  if (growth.length > 0)
    return growth
      .map(({ face, beforeM2, afterM2 }) => `${name(face)} ${formatSigned(afterM2 - beforeM2)}`)
      .join(' · ')
  if (base) return t('hint.base')
  if (tooMany) return t('grids.zoomIn')
  if (!change.may.edit) return change.state === 'draft' ? t('hint.mayNot') : t('hint.frozen')
  if (!wide) return t('hint.narrow')
  if (tool === 'split')
    return line.length < 2 ? t('hint.split') : t('hint.splitOn', { length: formatDistance(lengthOf(line)) })
  if (tool === 'merge')
    return picks.length < 2 ? t('hint.merge') : t('hint.mergeInto', { n: picks.length, name: name(first) })
  if (tool === 'vertices') return t(vertex ? 'hint.vertex' : 'hint.vertices')
  if (tool === 'ground') {
    if (!chosen) return t('trouble.chooseFace')
    if (line.length < 3) return t('hint.ground', { name: name(chosen) })
    const area = areaOf({ geometry: { type: 'Polygon', coordinates: [[...line]] } })
    return t('hint.groundOn', { name: name(chosen), area: formatM2(area) })
  }
  return t('hint.select')
}

export const ToolHint = (props: HintProps) => {
  const hint = useHint(props)
  return (
    <p className="map-hint change-hint" role="status">
      {hint}
    </p>
  )
}
