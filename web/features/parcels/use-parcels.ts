/** The queue under the conditions in the address, one parcel of it, and what is done with a parcel: each answers with what it has become. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { PARCEL_STATES, type ParcelCard, type ParcelState } from '../../../server/shared/parcels.contract.ts'
import { ApiError, api } from '../../api.ts'
import type { Level } from './use-level.ts'

export const SORTS = ['size', 'components', 'cases'] as const
export type Sort = (typeof SORTS)[number]
export type QueueFilter = {
  readonly states: readonly ParcelState[]
  readonly sort: Sort
  readonly chosen: number | null
}

/** `?state=orphan,claimed&sort=components&parcel=12`; words that are none are dropped. */
export const readQueue = (params: URLSearchParams): QueueFilter => {
  const said = params.get('state')?.split(',') ?? []
  const chosen = Number(params.get('parcel'))
  return {
    states: PARCEL_STATES.filter((state) => said.includes(state)),
    sort: SORTS.find((sort) => sort === params.get('sort')) ?? 'size',
    chosen: Number.isSafeInteger(chosen) && chosen > 0 ? chosen : null,
  }
}

export const useQueueFilter = (): QueueFilter => {
  const [params] = useSearchParams()
  return useMemo(() => readQueue(params), [params])
}

/** `at`: a day in the past, null is now. */
export const useQueue = (level: Level | null, { states, sort }: QueueFilter, at: string | null) => {
  const query = useInfiniteQuery({
    queryKey: ['parcels', level?.scheme.id, level?.level.depth, states, sort, at],
    enabled: level !== null,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.listParcels({
        query: {
          limit: 100,
          sort,
          ...(level ? { scheme: level.scheme.id, depth: level.level.depth } : {}),
          ...(states.length > 0 ? { state: [...states] } : {}),
          ...(at === null ? {} : { at }),
          ...(pageParam ? { cursor: pageParam } : {}),
        },
        signal,
      }),
    getNextPageParam: (last) => last.next,
  })
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  return { ...query, items, total: query.data?.pages[0]?.total ?? 0 }
}

/** Others claim and object meanwhile. */
const PULSE_MS = 15_000

export const parcelKey = (id: number) => ['parcel', id] as const

export const useParcel = (id: number | null, at: string | null = null) =>
  useQuery({
    queryKey: at === null ? parcelKey(id ?? 0) : [...parcelKey(id ?? 0), at],
    enabled: id !== null,
    refetchInterval: at === null && PULSE_MS,
    queryFn: ({ signal }) =>
      api.getParcel({ params: { id: id ?? 0 }, query: at === null ? {} : { at }, signal }),
  })

/** Something done with one parcel. Where it was refused because of what others did, what they did is shown. */
export const useDeed = <V>(id: number, deed: (value: V) => Promise<ParcelCard>) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: deed,
    onSuccess: (card) => {
      client.setQueryData(parcelKey(id), card)
      void client.invalidateQueries({ queryKey: ['parcels'] })
    },
    onError: (error) => {
      if (error instanceof ApiError && error.status === 409)
        void client.invalidateQueries({ queryKey: parcelKey(id) })
    },
  })
}

/** Something done with the queue itself: found, drawn, imported, carried out. */
export const useQueueDeed = <V, A>(deed: (value: V) => Promise<A>) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: deed,
    onSuccess: () => {
      for (const queryKey of [['parcels'], ['parcel'], ['changes']])
        void client.invalidateQueries({ queryKey })
    },
  })
}
