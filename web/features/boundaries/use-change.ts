/** One change as queries: its head, which is asked after because others work on it too, its faces, its proof and its impact. The last three belong to a revision. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Change } from '../../../server/shared/boundaries.ts'
import { api } from '../../api.ts'
import type { Bbox } from '../../api-types.ts'

/** How soon one sees what others did, and how soon they see that one is here. */
const PULSE_MS = 10_000

export const headKey = (id: number) => ['change', id, 'head'] as const
export const facesKey = (id: number, revision: number, bbox: Bbox | null, depth: number, base: boolean) =>
  ['change', id, 'faces', base ? 'base' : revision, depth, bbox] as const

export const useHead = (id: number) =>
  useQuery({
    queryKey: headKey(id),
    queryFn: ({ signal }) => api.getChange({ params: { id }, signal }),
    refetchInterval: PULSE_MS,
    enabled: Number.isSafeInteger(id),
  })

type FacesAsked = { id: number; revision: number; bbox: Bbox | null; depth: number; base: boolean }

export const useFaces = ({ id, revision, bbox, depth, base }: FacesAsked) =>
  useQuery({
    queryKey: facesKey(id, revision, bbox, depth, base),
    enabled: bbox !== null,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api.listFaces({ params: { id }, query: { bbox: bbox ?? [0, 0, 0, 0], depth, base }, signal }),
  })

export type Scope = 'touched' | 'scheme'

export const useProof = ({ id, revision }: Pick<Change, 'id' | 'revision'>, scope: Scope) =>
  useQuery({
    queryKey: ['change', id, 'proof', scope, revision],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.proveChange({ params: { id }, query: { scope }, signal }),
  })

export const useImpact = ({ id, revision }: Pick<Change, 'id' | 'revision'>, wanted: boolean) =>
  useQuery({
    queryKey: ['change', id, 'impact', revision],
    enabled: wanted,
    queryFn: ({ signal }) => api.getImpact({ params: { id }, signal }),
  })

/** A move of the whole change (submit, approve, a comment …), which answers with what it has become. */
export const useMove = <V>(id: number, move: (value: V) => Promise<Change>) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: move,
    onSuccess: (change) => {
      client.setQueryData(headKey(id), change)
      void client.invalidateQueries({ queryKey: ['changes'] })
    },
    onError: () => void client.invalidateQueries({ queryKey: headKey(id) }),
  })
}

/** Says that one is here, at once when one begins or ends to edit, and every ten seconds for as long as the page is open. Whether it arrives is of no weight. */
export const usePresence = (id: number, editing: boolean): void => {
  useEffect(() => {
    const tell = () => void api.tellPresence({ params: { id }, body: { editing } }).catch(() => undefined)
    tell()
    const timer = setInterval(tell, PULSE_MS)
    return () => clearInterval(timer)
  }, [id, editing])
}
