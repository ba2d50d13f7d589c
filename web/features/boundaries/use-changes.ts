/** The list of changes under the conditions in the address, and the opening of a draft. */
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { CHANGE_STATES, type ChangeState } from '../../../server/shared/boundaries.ts'
import { api } from '../../api.ts'

export type ChangeFilter = { readonly states: readonly ChangeState[]; readonly scheme: number | null }

/** `?state=draft,in_review&scheme=2`; words that are none are dropped. */
export const readFilter = (params: URLSearchParams): ChangeFilter => {
  const said = params.get('state')?.split(',') ?? []
  const scheme = Number(params.get('scheme'))
  return {
    states: CHANGE_STATES.filter((state) => said.includes(state)),
    scheme: Number.isSafeInteger(scheme) && scheme > 0 ? scheme : null,
  }
}

export const useFilter = (): ChangeFilter => {
  const [params] = useSearchParams()
  return useMemo(() => readFilter(params), [params])
}

export const useChanges = ({ states, scheme }: ChangeFilter) => {
  const query = useInfiniteQuery({
    queryKey: ['changes', states, scheme],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.listChanges({
        query: {
          limit: 50,
          ...(states.length > 0 ? { state: [...states] } : {}),
          ...(scheme === null ? {} : { scheme }),
          ...(pageParam ? { cursor: pageParam } : {}),
        },
        signal,
      }),
    getNextPageParam: (last) => last.next,
  })
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  return { ...query, items, total: query.data?.pages[0]?.total ?? 0 }
}

export const useCreate = () => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { scheme: number; title: string; description?: string }) => api.createChange({ body }),
    onSuccess: (change) => {
      client.setQueryData(['change', change.id, 'head'], change)
      void client.invalidateQueries({ queryKey: ['changes'] })
    },
  })
}
