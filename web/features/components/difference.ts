/** Two days beside each other: which grids differ, and what of that each of the two maps draws. A day means its last moment in UTC; null is now. */
import { useQuery } from '@tanstack/react-query'
import type { Feature, FeatureCollection, Geometry } from 'geojson'
import type { GridDifference } from '../../../server/shared/grids.contract.ts'
import { api } from '../../api.ts'
import type { Bbox } from '../../api-types.ts'
import { collection } from '../../map/geojson.ts'
import { bboxOfShape } from '../../map/use-map-layers.ts'

export type Different = GridDifference['items'][number]
/** More than this is no short list; the rest are counted. */
const MOST_LISTED = 200
/** How far back the first comparison looks: a month's work. */
const FIRST_DAYS = 30

export const firstDay = (now: number): string =>
  new Date(now - FIRST_DAYS * 86_400_000).toISOString().slice(0, 10)

export const useDifference = (level: number | null, from: string | null, to: string | null) =>
  useQuery({
    queryKey: ['grids', 'difference', level, from, to],
    enabled: level !== null,
    queryFn: ({ signal }) =>
      api.compareGrids({
        query: {
          level: level ?? 0,
          limit: MOST_LISTED,
          ...(from === null ? {} : { from }),
          ...(to === null ? {} : { to }),
        },
        signal,
      }),
  })

const isShape = (value: unknown): value is Geometry =>
  typeof value === 'object' && value !== null && 'type' in value && 'coordinates' in value

export const lookOf = ({
  before,
  after,
}: Pick<Different, 'before' | 'after'>): 'new' | 'ended' | 'changed' => {
  if (before === null) return 'new'
  return after === null ? 'ended' : 'changed'
}

/** What ended is drawn on the first map only, what is new on the second. */
export const shapesOn = (
  side: 'before' | 'after',
  items: readonly Different[],
  chosen: number | null,
): FeatureCollection =>
  collection(
    items.flatMap((item): Feature[] => {
      const geometry = item[side]?.geometry
      if (!isShape(geometry)) return []
      return [{ type: 'Feature', geometry, properties: { look: lookOf(item), chosen: item.id === chosen } }]
    }),
  )

/** Round what it was and what it is. */
export const boxOf = ({ before, after }: Different): Bbox | null => {
  const boxes = [before, after].flatMap((one) => bboxOfShape(one?.geometry) ?? [])
  if (boxes.length === 0) return null
  const at = (n: number) => boxes.filter((_, i) => i % 4 === n)
  return [Math.min(...at(0)), Math.min(...at(1)), Math.max(...at(2)), Math.max(...at(3))]
}
