/** Registry facts every page asks for, each under one key so that an event can renew them: district, schemes, classes. */
import { useQuery } from '@tanstack/react-query'
import { api } from '../api.ts'

export const useDistrict = () => useQuery({ queryKey: ['district'], queryFn: () => api.getDistrict() })

export const useSchemes = () => useQuery({ queryKey: ['schemes'], queryFn: () => api.listSchemes() })

/** Classes that components on record have, in order of edition and code. */
export const useClassesInUse = () =>
  useQuery({ queryKey: ['classes', 'used'], queryFn: () => api.listClasses({ query: { used: 'true' } }) })

export const useClasses = () => useQuery({ queryKey: ['classes', 'all'], queryFn: () => api.listClasses() })
