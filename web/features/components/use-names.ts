/** Names of units and grids by id, for counts and filters, which carry ids. */
import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { GridRef } from '../../../server/shared/grids.contract.ts'
import type { UnitRef } from '../../../server/shared/units.contract.ts'
import { api } from '../../api.ts'

type Page<T> = { items: readonly T[]; next: string | null }

const readAll = async <T>(read: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> => {
  const all: T[] = []
  let cursor: string | undefined
  do {
    const page = await read(cursor)
    all.push(...page.items)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return all
}

/** Cities have some hundred units. */
export const useUnitNames = (wanted: boolean): ReadonlyMap<number, UnitRef> => {
  const { data } = useQuery({
    queryKey: ['units', 'names'],
    enabled: wanted,
    queryFn: ({ signal }) => readAll((cursor) => api.listUnits({ query: { limit: 1000, cursor }, signal })),
  })
  return useMemo(() => new Map((data ?? []).map((unit) => [unit.id, unit])), [data])
}

/** Every grid of a level; for levels of some hundreds. */
export const useGridNames = (level: number | undefined): ReadonlyMap<number, GridRef> => {
  const { data } = useQuery({
    queryKey: ['grids', 'names', level],
    enabled: level !== undefined,
    queryFn: ({ signal }) =>
      readAll((cursor) => api.listGrids({ query: { level: level ?? 0, limit: 1000, cursor }, signal })),
  })
  return useMemo(() => new Map((data ?? []).map((grid) => [grid.id, grid])), [data])
}

/** Of single grids, whatever their level. */
export const useNamesOfGrids = (ids: readonly number[]): ReadonlyMap<number, GridRef> =>
  useQueries({
    queries: ids.map((id) => ({
      queryKey: ['grid', id, null],
      queryFn: () => api.getGrid({ params: { id } }),
    })),
    combine: (answers) => new Map(answers.flatMap(({ data }) => (data ? [[data.id, data] as const] : []))),
  })
