/** Exact counts of components, asked of the server: by class for the legend, by what colours the dots, and in view. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { UnitRef } from '../../../server/shared/units.contract.ts'
import { api } from '../../api.ts'
import type { Bbox } from '../../api-types.ts'
import { useDebounced } from '../../ui/use-debounced.ts'
import type { Colouring } from '../../url-state.ts'

export type ClassFilter = { class?: number[] }
export type Group = { key: number | string | null; count: number }

/** One filter for tiles, counts and lists; null where no class is chosen, so nothing is asked or drawn. */
export const useFilter = (classes: readonly number[] | null): ClassFilter | null => {
  const text = classes?.join(',')
  return useMemo(() => {
    if (text === undefined) return {}
    return text === '' ? null : { class: text.split(',').map(Number) }
  }, [text])
}

/** Counts of every class, whatever is filtered: each toggle shows what it would add. */
export const useClassCounts = () =>
  useQuery({
    queryKey: ['stats', 'by-class'],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.statsComponents({ query: { by: ['class'] }, signal }),
  })

/** Counts by owner, maintainer or state under the filter, largest first; idle while dots are coloured by class. */
export const useColourCounts = (by: Colouring, filter: ClassFilter | null) =>
  useQuery({
    queryKey: ['stats', by, filter],
    enabled: by !== 'class' && filter !== null,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.statsComponents({ query: { ...filter, by: [by] }, signal }),
  })

/** Names of units by id, for legends whose counts carry ids. */
export const useUnitNames = (wanted: boolean): ReadonlyMap<number, UnitRef> => {
  const { data } = useQuery({
    queryKey: ['units', 'names'],
    enabled: wanted,
    queryFn: ({ signal }) => api.listUnits({ query: { limit: 1000 }, signal }),
  })
  return useMemo(() => new Map((data?.items ?? []).map((unit) => [unit.id, unit])), [data])
}

export const useCountInView = (filter: ClassFilter | null, bbox: Bbox | null) => {
  const rested = useDebounced(bbox, 250)
  return useQuery({
    queryKey: ['stats', 'in-view', filter, rested],
    enabled: rested !== null && filter !== null,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api.statsComponents({ query: { ...filter, ...(rested ? { bbox: rested } : {}) }, signal }),
  })
}
