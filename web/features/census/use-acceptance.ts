/** The acceptance of one delivery and the components of its sample, as queries; each change asks for all of it anew. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import type { SampledComponent } from '../../../server/shared/acceptance.contract.ts'
import { api } from '../../api.ts'
import { useSaidWords } from './said.ts'

const PAGE = 1000

export const useAcceptance = (id: number) =>
  useQuery({
    queryKey: ['census', id, 'acceptance'],
    queryFn: ({ signal }) => api.getAcceptance({ params: { id }, signal }),
  })

/** All of one grid: an inspector walks it from end to end. */
const readGrid = async (id: number, grid: number, signal: AbortSignal): Promise<SampledComponent[]> => {
  const found: SampledComponent[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof api.listSampled>> = await api.listSampled({
      params: { id },
      query: { limit: PAGE, grid, ...(cursor === '' ? {} : { cursor }) },
      signal,
    })
    found.push(...page.items)
    cursor = page.next
  }
  return found
}

export const useSampled = (id: number, grid: number | null) =>
  useQuery({
    queryKey: ['census', id, 'sampled', grid],
    enabled: grid !== null,
    queryFn: ({ signal }) => readGrid(id, grid ?? 0, signal),
  })

export const useUndelivered = (id: number, enabled: boolean) =>
  useQuery({
    queryKey: ['census', id, 'undelivered'],
    enabled,
    queryFn: ({ signal }) => api.listUndelivered({ params: { id }, signal }),
  })

/** What is entered in the field asks anew only for what stands on the phone: rates of a whole sample are counted when somebody looks at them. */
export const useEntry = <V, R>(
  id: number,
  enter: (value: V) => Promise<R>,
  onDone: (result: R) => void = () => undefined,
) => {
  const { message } = App.useApp()
  const words = useSaidWords()
  const client = useQueryClient()
  return useMutation({
    mutationFn: enter,
    onSuccess: async (result) => {
      onDone(result)
      void client.invalidateQueries({ queryKey: ['census', id, 'acceptance'], refetchType: 'none' })
      await Promise.all(
        ['sampled', 'undelivered'].map((part) =>
          client.invalidateQueries({ queryKey: ['census', id, part] }),
        ),
      )
    },
    onError: (error) => void message.error(words(error)),
  })
}
