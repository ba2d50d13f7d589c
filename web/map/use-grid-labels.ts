/** The names of the grids in view, each with the exact count of its components under the filter, as GeoJSON in degrees. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { FeatureCollection } from 'geojson'
import { useMemo } from 'react'
import { api } from '../api.ts'
import type { Bbox, ComponentQuery } from '../api-types.ts'
import { formatCount } from '../i18n/formats.ts'
import { collection, pointFeature, rounded } from './geojson.ts'

/** More names than this overlap on any screen; then none are drawn and the page says so. As many identities as one filter takes. */
const MOST_LABELS = 500
/** Up to here a whole level is counted once for all views; of larger levels the grids in view are counted. */
const COUNTED_WHOLE = 3000

type Asked = {
  level: { id: number; grids: number } | null
  bbox: Bbox | null
  at: string | null
  /** Null: names without counts. */
  filter: ComponentQuery | null
}

const useGridsInView = ({ level, bbox, at }: Asked) => {
  const around = bbox && rounded(bbox)
  return useQuery({
    queryKey: ['grids', 'labels', level?.id, around, at],
    enabled: level !== null && around !== null,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api.listGrids({
        query: {
          level: level?.id ?? 0,
          limit: MOST_LABELS,
          ...(around ? { bbox: around } : {}),
          ...(at === null ? {} : { at }),
        },
        signal,
      }),
  })
}

const useCounts = (
  { level, filter }: Asked,
  inView: readonly number[],
): ReadonlyMap<number, number> | null => {
  const whole = filter?.grid !== undefined || (level?.grids ?? 0) <= COUNTED_WHOLE
  const query = whole ? filter : { ...filter, grid: [...inView] }
  const { data } = useQuery({
    queryKey: ['stats', 'labels', level?.id, query],
    enabled: filter !== null && level !== null && inView.length > 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api.statsComponents({ query: { ...query, by: ['grid'], level: level?.id }, signal }),
  })
  return useMemo(
    () =>
      filter === null || !data ? null : new Map(data.groups.map(({ key, count }) => [Number(key), count])),
    [data, filter],
  )
}

/** `crowded` is the number of grids in view where they are too many to name, else null. */
export const useGridLabels = (asked: Asked): { labels: FeatureCollection; crowded: number | null } => {
  const { data } = useGridsInView(asked)
  const levelId = asked.level?.id
  const crowded = levelId !== undefined && data && data.total > MOST_LABELS ? data.total : null
  const named = useMemo(
    () => (crowded === null ? (data?.items ?? []) : []).filter((grid) => grid.level.id === levelId),
    [data, crowded, levelId],
  )
  const inView = useMemo(() => named.map(({ id }) => id), [named])
  const counts = useCounts(asked, inView)
  const labels = useMemo(
    () =>
      collection(
        named.map((grid) =>
          pointFeature(grid.labelPoint, {
            name: grid.name || grid.code,
            n: counts?.get(grid.id) ?? 0,
            ...(counts ? { count: formatCount(counts.get(grid.id) ?? 0) } : {}),
          }),
        ),
      ),
    [named, counts],
  )
  return { labels, crowded }
}
