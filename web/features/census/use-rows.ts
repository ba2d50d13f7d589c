/** Staged rows, page by page under a filter; one row; the places of those in view; components that are missing. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from '../../api.ts'
import type { Bbox } from '../../api-types.ts'
import { rounded } from '../../map/geojson.ts'
import { useDebounced } from '../../ui/use-debounced.ts'
import type { Place } from './places.ts'

export type RowQuery = Omit<
  NonNullable<Parameters<typeof api.listCensusRows>[0]['query']>,
  'limit' | 'cursor' | 'row'
>

const PAGE = 200

export const useRows = (id: number, filter: RowQuery | null) => {
  const query = useInfiniteQuery({
    queryKey: ['census', id, 'rows', filter],
    enabled: filter !== null,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.listCensusRows({
        params: { id },
        query: { ...filter, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    getNextPageParam: (last) => last.next,
  })
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query
  return {
    items,
    total: query.data?.pages[0]?.total ?? 0,
    isPending: query.isPending,
    error: query.error,
    retry: () => void query.refetch(),
    more: hasNextPage && !isFetchingNextPage ? () => void fetchNextPage() : null,
  }
}

export const useRow = (id: number, rowNo: number | null) =>
  useQuery({
    queryKey: ['census', id, 'rows', 'one', rowNo],
    enabled: rowNo !== null,
    queryFn: async ({ signal }) =>
      (await api.listCensusRows({ params: { id }, query: { row: rowNo ?? 0, limit: 1 }, signal })).items[0] ??
      null,
  })

export const usePlaces = (
  id: number,
  bbox: Bbox | null,
): { places: readonly Place[]; total: number | null } => {
  const around = useDebounced(bbox && rounded(bbox), 200)
  const { data } = useQuery({
    queryKey: ['census', id, 'places', around],
    enabled: around !== null,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api.censusPlaces({ params: { id }, query: around ? { bbox: around } : {}, signal }),
  })
  return { places: data?.places ?? [], total: data?.total ?? null }
}

export const useMissing = (id: number, wanted: boolean) => {
  const query = useInfiniteQuery({
    queryKey: ['census', id, 'missing'],
    enabled: wanted,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.listMissing({
        params: { id },
        query: { limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    getNextPageParam: (last) => last.next,
  })
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  return { ...query, items, total: query.data?.pages[0]?.total ?? 0 }
}
