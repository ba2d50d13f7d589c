/** Exact counts of components, asked of the server: by class for the legend, by what colours the dots, by the values of a facet, and in view. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from '../../api.ts'
import type { Bbox, ComponentQuery } from '../../api-types.ts'
import { useDebounced } from '../../ui/use-debounced.ts'
import type { Choices, Colouring, Facet } from '../../url-state.ts'
import { type Group, queryOf } from './filter-model.ts'

const NOTHING: readonly Group[] = []

type Looked = Choices & { asOf: string | null }

/** One filter for tiles, counts and lists, the same object until something of it changes; null where no class is chosen. */
export const useFilter = (looked: Looked): ComponentQuery | null => {
  const text = JSON.stringify(queryOf(looked))
  return useMemo(() => JSON.parse(text), [text])
}

/** Counts of a facet's values under all other facets: each shows what choosing it would give. By grid, of a level. Undefined until they are known. */
export const useFacetCounts = (
  facet: Facet,
  looked: Looked,
  { wanted = true, level }: { wanted?: boolean; level?: number | undefined } = {},
) => {
  const query = queryOf(looked, facet)
  const { data, error } = useQuery({
    queryKey: ['stats', 'facet', facet, query, level],
    enabled: wanted && query !== null,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.statsComponents({ query: { ...query, by: [facet], level }, signal }),
  })
  const groups: readonly Group[] | undefined = query === null ? NOTHING : data?.groups
  return { groups, error }
}

/** Counts by owner, maintainer or state under the filter, largest first; idle while dots are coloured by class. */
export const useColourCounts = (by: Colouring, filter: ComponentQuery | null) =>
  useQuery({
    queryKey: ['stats', by, filter],
    enabled: by !== 'class' && filter !== null,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.statsComponents({ query: { ...filter, by: [by] }, signal }),
  })

export const useCountInView = (filter: ComponentQuery | null, bbox: Bbox | null) => {
  const rested = useDebounced(bbox, 250)
  return useQuery({
    queryKey: ['stats', 'in-view', filter, rested],
    enabled: rested !== null && filter !== null,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api.statsComponents({ query: { ...filter, ...(rested ? { bbox: rested } : {}) }, signal }),
  })
}
