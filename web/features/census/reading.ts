/** How a layer is read, as it is shown and changed: what was confirmed, else what is proposed. Positions are [lon, lat], EPSG:4490. */
import type { Census, LayerReading } from '../../../server/shared/census.ts'
import type { Bbox } from '../../api-types.ts'
import { TARGETS } from './said.ts'

export type Layer = Census['layers'][number]
type Place = readonly [number, number]

export const readingOf = ({ reading, inspection }: Layer): LayerReading =>
  reading ?? inspection?.proposed ?? { targets: {} }

/** What is set to `undefined` is taken out. */
export const withPart = (
  reading: LayerReading,
  part: { [K in keyof LayerReading]?: LayerReading[K] | undefined },
): LayerReading =>
  Object.fromEntries(
    Object.entries({ ...reading, ...part }).filter(([, value]) => value !== undefined),
  ) as LayerReading

export const withTarget = (reading: LayerReading, target: string, field: string | null): LayerReading => {
  const { [target]: _, ...rest } = reading.targets
  return { ...reading, targets: field === null ? rest : { ...rest, [target]: field } }
}

/** Targets with a source in the order of forms, those that only this reading knows at the end. */
export const targetsIn = ({ targets }: LayerReading): string[] => [
  ...TARGETS.filter((target) => target in targets),
  ...Object.keys(targets).filter((target) => !TARGETS.includes(target)),
]

/** A field's name; null where the source is a rule of a mapping file (a template, a translation, several fields). */
export const plainField = (source: unknown, fields: readonly { name: string }[]): string | null =>
  typeof source === 'string' && fields.some(({ name }) => name === source) ? source : null

export const pointsOf = ({ inspection }: Layer): Place[] =>
  (inspection?.sample ?? []).flatMap(({ point }) => (point === null ? [] : [point]))

export const isInside = ([lon, lat]: Place, [west, south, east, north]: Bbox): boolean =>
  lon >= west && lon <= east && lat >= south && lat <= north

/** The box round the points and what has to be seen with them; null where there is neither. */
export const boxAround = (points: readonly Place[], extent: Bbox | null): Bbox | null => {
  if (points.length === 0) return extent
  const lons = [...points.map(([lon]) => lon), ...(extent ? [extent[0], extent[2]] : [])]
  const lats = [...points.map(([, lat]) => lat), ...(extent ? [extent[1], extent[3]] : [])]
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]
}

/** The system that a reading converts from: chosen, else the file's own. */
export const crsOf = (layer: Layer): string | null =>
  readingOf(layer).crs ?? layer.inspection?.crs?.crs ?? null

type Trouble = 'refused' | 'waiting' | 'noCrs' | 'outside' | 'guess'

/** What a surveyor has to look at before the layer is read; null where all is well or the layer is left out. */
export const troubleOf = (layer: Layer, extent: Bbox | null): Trouble | null => {
  const { inspection } = layer
  if (inspection === null) return 'waiting'
  if (inspection.refused !== null) return 'refused'
  if (!layer.included) return null
  if (crsOf(layer) === null) return 'noCrs'
  const points = pointsOf(layer)
  if (extent !== null && points.length > 0) {
    const inside = points.filter((point) => isInside(point, extent)).length
    if (inside < points.length / 2) return 'outside'
  }
  const guessed = inspection.crs?.confidence === 'guess' || inspection.encoding?.confidence === 'guess'
  return guessed && layer.reading === null ? 'guess' : null
}
