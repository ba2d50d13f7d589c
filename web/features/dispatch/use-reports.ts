/** Reports, newest first, read page by page; renewed when the server says that one has come. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { FeatureCollection } from 'geojson'
import { useMemo } from 'react'
import type { Report } from '../../../server/shared/lookup.contract.ts'
import { api } from '../../api.ts'

const PAGE = 50

export const useReports = () => {
  const query = useInfiniteQuery({
    queryKey: ['reports', 'list'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.listReports({ query: { limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
    getNextPageParam: (last) => last.next,
  })
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  return {
    items,
    total: query.data?.pages[0]?.total ?? 0,
    isPending: query.isPending,
    error: query.error,
    retry: () => void query.refetch(),
    more: query.hasNextPage ? () => void query.fetchNextPage() : null,
  }
}
export type Reports = ReturnType<typeof useReports>

export const useReport = (id: number | null) =>
  useQuery({
    queryKey: ['report', id],
    enabled: id !== null,
    // A report is appended, never rewritten.
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => api.getReport({ params: { id: id ?? 0 }, signal }),
  })

export const reportFeatures = (items: readonly Report[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features: items.map((item) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: item.point },
    properties: { id: item.id },
  })),
})
