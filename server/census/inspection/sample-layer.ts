/** The first rows of a layer, as far as they are needed to see how it is read, with their positions in the file's own numbers. */
import type { Geometry } from 'geojson'
import { openLayer } from '../../readers/open-layer.ts'
import type { GeometryFields, Layer, OpenOptions, Source, SourceRow } from '../../readers/source.ts'
import type { LonLat } from '../../shared/crs.ts'
import { numberOf, textOf } from './field-profile.ts'

/** What decides between names is seen in a thousand rows; reading on would take as long as the whole. */
export const SAMPLED_ROWS = 1_000

export type Sample = {
  readonly source: Source
  readonly fields: readonly string[]
  readonly rows: readonly SourceRow[]
}

export const isTable = ({ format }: Layer): boolean => format === 'csv' || format === 'xlsx'

export const sampleLayer = async (layer: Layer, options: OpenOptions): Promise<Sample> => {
  const source = await openLayer(layer, options)
  const taken: SourceRow[] = []
  for await (const batch of source.rows()) {
    taken.push(...batch.slice(0, SAMPLED_ROWS - taken.length))
    if (taken.length >= SAMPLED_ROWS) break
  }
  return {
    source,
    rows: taken,
    fields: source.fields ?? [...new Set(taken.flatMap((row) => Object.keys(row.fields)))],
  }
}

const firstPosition = (geometry: Geometry): unknown => {
  let inside: unknown = geometry.type === 'GeometryCollection' ? null : geometry.coordinates
  while (Array.isArray(inside) && Array.isArray(inside[0])) inside = inside[0]
  return inside
}

const pairOf = (x: unknown, y: unknown): LonLat | null =>
  typeof x === 'number' && typeof y === 'number' && Number.isFinite(x) && Number.isFinite(y) ? [x, y] : null

/** The first position of each row's shape, or of the columns that hold it; null where there is none. */
export const positionOf = (
  { geometry, fields }: SourceRow,
  columns: GeometryFields | undefined,
): LonLat | null => {
  if (columns && 'x' in columns)
    return pairOf(numberOf(textOf(fields[columns.x])), numberOf(textOf(fields[columns.y])))
  const at = geometry === null ? null : firstPosition(geometry)
  return Array.isArray(at) ? pairOf(at[0], at[1]) : null
}

/** Of nineteen twentieths of the positions in each direction, so that a few zeros and slips do not hide where the others are. */
export const boxOf = (positions: readonly LonLat[]): [number, number, number, number] | null => {
  if (positions.length === 0) return null
  const sorted = ([0, 1] as const).map((axis) => positions.map((p) => p[axis]).sort((a, b) => a - b))
  const at = (axis: 0 | 1, share: number): number =>
    sorted[axis]?.[Math.round((positions.length - 1) * share)] ?? Number.NaN
  return [at(0, 0.025), at(1, 0.025), at(0, 0.975), at(1, 0.975)]
}
