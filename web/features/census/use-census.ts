/** One delivery and the list of all, as queries that the server's events renew; each change gives back what it made of the delivery. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useMemo } from 'react'
import type { Census } from '../../../server/shared/census.ts'
import { api } from '../../api.ts'
import { useSaidWords } from './said.ts'
import { isOpen } from './steps.ts'

/** Where events do not arrive (a proxy that holds them back), work in hand is asked after. */
const ASK_AGAIN_MS = 5_000

export const headKey = (id: number) => ['census', id, 'head'] as const

export const useCensus = (id: number) =>
  useQuery({
    queryKey: headKey(id),
    queryFn: ({ signal }) => api.getCensus({ params: { id }, signal }),
    refetchInterval: ({ state }) => (state.data && isOpen(state.data.job) ? ASK_AGAIN_MS : false),
  })

export const useCensuses = () => {
  const query = useInfiniteQuery({
    queryKey: ['censuses'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.listCensuses({ query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
    getNextPageParam: (last) => last.next,
  })
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  return { ...query, items }
}

/** Asks for all of a delivery anew: its head, rows, places. */
export const useRenew = (id: number): (() => Promise<void>) => {
  const client = useQueryClient()
  return async () => {
    void client.invalidateQueries({ queryKey: ['censuses'] })
    await client.invalidateQueries({ queryKey: ['census', id] })
  }
}

/** A change of a delivery; what went wrong is told in words unless `quiet`. */
export const useChange = <V, R>(
  id: number,
  change: (value: V) => Promise<R>,
  { quiet = false, onDone }: { quiet?: boolean; onDone?: (result: R) => void } = {},
) => {
  const { message } = App.useApp()
  const words = useSaidWords()
  const renew = useRenew(id)
  return useMutation({
    mutationFn: change,
    onSuccess: async (result) => {
      onDone?.(result)
      await renew()
    },
    onError: (error) => {
      void renew()
      if (!quiet) void message.error(words(error))
    },
  })
}

export type Patch = Parameters<typeof api.updateCensus>[0]['body']

/** Title, settings, and which kinds are taken. */
export const useUpdate = (census: Census) =>
  useChange(census.id, (body: Patch) => api.updateCensus({ params: { id: census.id }, body }))
