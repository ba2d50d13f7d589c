/** Registry facts every page asks for, each under one key so that an event can renew them: district, schemes, classes. */
import { useQuery } from '@tanstack/react-query'
import { api } from '../api.ts'
import type { Scheme } from '../api-types.ts'

export const useDistrict = () => useQuery({ queryKey: ['district'], queryFn: () => api.getDistrict() })

export const useSchemes = () => useQuery({ queryKey: ['schemes'], queryFn: () => api.listSchemes() })

/** Classes that components on record have, in order of edition and code. */
export const useClassesInUse = () =>
  useQuery({ queryKey: ['classes', 'used'], queryFn: () => api.listClasses({ query: { used: 'true' } }) })

export const useClasses = () => useQuery({ queryKey: ['classes', 'all'], queryFn: () => api.listClasses() })

/** Without a choice: the deepest level of a scheme of responsibility with no more than a few thousand grids, else the first level there is. */
export const defaultLevel = (schemes: readonly Scheme[]): number | null => {
  const ordered = [...schemes].sort(
    (a, b) => Number(b.purpose === 'responsibility') - Number(a.purpose === 'responsibility'),
  )
  const levels = ordered.flatMap((scheme) => [...scheme.levels].reverse())
  return (levels.find((level) => level.grids > 0 && level.grids <= 3000) ?? levels[0])?.id ?? null
}
