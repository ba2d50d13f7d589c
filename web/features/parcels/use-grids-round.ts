/** Exact shapes of the grids of a level in a box, as the server has them: for snapping, and to draw what lies round a parcel. As of an instant where one is said. */
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { polygonShape } from '../../../server/shared/operations.ts'
import { api } from '../../api.ts'
import type { Bbox } from '../../api-types.ts'
import type { EditFace } from '../../edit/rings.ts'

/** Each is asked for by itself; so many villages lie in no view in which one could draw. */
const MOST_GRIDS = 60

type Asked = { levelId: number | null; bbox: Bbox | null; at?: string | null }

const NONE: readonly EditFace[] = []

export const useGridsRound = ({ levelId, bbox, at = null }: Asked) => {
  const asOf = at === null ? {} : { at }
  const list = useQuery({
    queryKey: ['grids', 'round', levelId, bbox, at],
    enabled: levelId !== null && bbox !== null,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api.listGrids({
        query: { level: levelId ?? 0, limit: MOST_GRIDS, ...(bbox ? { bbox } : {}), ...asOf },
        signal,
      }),
  })
  const tooMany = (list.data?.total ?? 0) > MOST_GRIDS
  const ids = useMemo(
    () => (tooMany ? [] : (list.data?.items ?? []).map(({ id }) => id)),
    [list.data, tooMany],
  )
  const { grids, pending } = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['grid', id, 'shape', at],
      staleTime: 600_000,
      queryFn: ({ signal }: { signal: AbortSignal }) => api.getGrid({ params: { id }, query: asOf, signal }),
    })),
    combine: (found) => ({
      pending: found.some(({ isPending }) => isPending),
      grids: found.flatMap(({ data }): EditFace[] => {
        const shape = polygonShape.safeParse(data?.geometry)
        return data && shape.success
          ? [{ id: data.id, depth: data.level.depth, code: data.code, name: data.name, geometry: shape.data }]
          : []
      }),
    }),
  })
  return { grids: grids.length > 0 ? grids : NONE, tooMany, pending: list.isPending || pending }
}
