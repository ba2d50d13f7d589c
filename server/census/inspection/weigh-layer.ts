/** Which systems a layer can be in and which of them is proposed: what the file says, what its numbers can be, and what the grids that rows state make of them. */
import type { Connection } from '../../db/database.ts'
import type { Extent } from '../../imports/position.ts'
import { possibleSystems } from '../../readers/possible-systems.ts'
import type { CrsFound, Said } from '../../readers/source.ts'
import type { LayerReading } from '../../shared/census.ts'
import { type DatumShifts, type LonLat, sameCrs } from '../../shared/crs.ts'
import { textOf } from './field-profile.ts'
import { boxOf, positionOf, type Sample } from './sample-layer.ts'
import { type Candidate, inOrder, settledSystem, type ToWeigh, weighSystems } from './weigh-systems.ts'

/** Of the candidates with a central meridian that nobody said, so many nearest ones. */
const CANDIDATES = 8
const WEIGHED_PLACES = 300

export const namedCrs = (found: CrsFound | null): string | null =>
  found && 'crs' in found ? found.crs : null
const isForeign = (found: CrsFound | null): boolean =>
  found !== null && 'refused' in found && found.refused !== 'unknown'

const CHOSEN: Said = ['您选定的坐标系', 'The system that was chosen.']
const byTemplate = (name: string): Said => [
  `模板“${name}”中的坐标系，上次已确认`,
  `The system of the template ${name}, as confirmed before.`,
]

/** What was chosen, what the file says, then what its numbers can be. */
const toWeigh = (
  found: CrsFound | null,
  chosen: ToWeigh | null,
  positions: readonly LonLat[],
  extent: Extent | null,
): { systems: ToWeigh[]; swapped: boolean } => {
  const box = boxOf(positions)
  const centre: LonLat | null = extent && [(extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2]
  // Xi'an 80 does not become CGCS2000 because its numbers could be that, nor does a local system.
  const possible = box === null || isForeign(found) ? [] : possibleSystems(box, centre)
  const own = namedCrs(found)
  const said: ToWeigh[] = own !== null && found ? [{ crs: own, why: found.why }] : []
  const systems: ToWeigh[] = []
  for (const one of [...(chosen ? [chosen] : []), ...said, ...inOrder(possible).slice(0, CANDIDATES)])
    if (!systems.some(({ crs }) => sameCrs(crs, one.crs))) systems.push(one)
  return { systems, swapped: possible[0]?.swapped === true && inOrder(possible).length === 0 }
}

/** Spread over the sample: its first rows may be of one street. */
const spread = <T>(items: readonly T[], count: number): T[] => {
  const step = Math.max(1, items.length / count)
  return Array.from({ length: Math.min(count, items.length) }, (_, i) => items[Math.floor(i * step)]).filter(
    (item) => item !== undefined,
  )
}

/** `template` names the one that the reading is of; null where a surveyor confirmed it for this layer. */
export const weighLayer = async (
  { source, rows }: Sample,
  { targets, geometry, crs }: LayerReading,
  {
    db,
    shifts,
    extent,
    template,
  }: { db: Connection; shifts: DatumShifts; extent: Extent | null; template: string | null },
): Promise<{ candidates: Candidate[]; swapped: boolean }> => {
  const stated = targets.gridCode
  const places = rows.flatMap((row) => {
    const position = positionOf(row, geometry)
    const gridCode = typeof stated === 'string' ? textOf(row.fields[stated]) : ''
    return position === null ? [] : [{ position, gridCode }]
  })
  const { systems, swapped } = toWeigh(
    source.crs,
    crs === undefined ? null : { crs, why: template === null ? CHOSEN : byTemplate(template) },
    places.map(({ position }) => position),
    extent,
  )
  return { candidates: await weighSystems(db, systems, spread(places, WEIGHED_PLACES), shifts), swapped }
}

const percent = (share: number): string => `${Math.round(share * 100)} %`

/** Where the file is silent, or names a system that its points contradict. */
export const proposeCrs = (found: CrsFound | null, candidates: readonly Candidate[]) => {
  const own = namedCrs(found)
  if (own !== null && found?.confidence !== 'guess') return null
  if (isForeign(found)) return null
  const settled = settledSystem(candidates)
  if (settled === null) return null
  const { inDistrict, inStatedGrid, why } = settled
  const proof: Said =
    inStatedGrid === null
      ? [`${percent(inDistrict)} 的点落在辖区内`, `${percent(inDistrict)} of the points lie in the district.`]
      : [
          `${percent(inStatedGrid)} 的点落在各自填写的网格内`,
          `${percent(inStatedGrid)} of the points lie in the very grids that their rows state.`,
        ]
  return {
    crs: settled.crs,
    reason: {
      confidence: 'likely' as const,
      why: { zh: `${why.zh}；${proof[0]}`, en: `${why.en} ${proof[1]}` },
    },
  }
}
