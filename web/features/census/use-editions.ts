/** Editions of the class catalogue, and the one that most components on record have. */
import { useQuery } from '@tanstack/react-query'
import { api } from '../../api.ts'
import { useClassesInUse } from '../../app/registry.ts'

export const useEditions = () => {
  const editions = useQuery({ queryKey: ['classes', 'editions'], queryFn: () => api.listEditions() })
  const used = useClassesInUse()
  return {
    items: editions.data?.items ?? [],
    error: editions.error,
    usual:
      [...(used.data?.items ?? [])].sort((a, b) => b.components - a.components)[0]?.edition ??
      editions.data?.items.at(-1)?.code ??
      null,
  }
}
