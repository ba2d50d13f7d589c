/** Certificates as queries: the list under the scheme in the address, one of them, its map; making one, and computing one anew. */
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useMemo } from 'react'
import type { z } from 'zod'
import type { createCertificate } from '../../../server/shared/certificates.contract.ts'
import { api } from '../../api.ts'

export const useCertificates = (scheme: number | null) => {
  const query = useInfiniteQuery({
    queryKey: ['certificates', scheme],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.listCertificates({
        query: {
          limit: 50,
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

const certificateKey = (id: number) => ['certificate', id] as const

export const useCertificate = (id: number) =>
  useQuery({
    queryKey: certificateKey(id),
    queryFn: ({ signal }) => api.getCertificate({ params: { id }, signal }),
    enabled: Number.isSafeInteger(id),
  })

export const useCertificateMap = (id: number) =>
  useQuery({
    queryKey: [...certificateKey(id), 'map'],
    queryFn: ({ signal }) => api.getCertificateMap({ params: { id }, signal }),
  })

export const useMake = () => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof createCertificate.body>) => api.createCertificate({ body }),
    onSuccess: (certificate) => {
      client.setQueryData(certificateKey(certificate.id), certificate)
      void client.invalidateQueries({ queryKey: ['certificates'] })
    },
  })
}

export const useRecompute = (id: number) =>
  useMutation({ mutationFn: () => api.recomputeCertificate({ params: { id } }) })

/** Grids above a level whose code or name holds the words, level by level from the top, as of a day. */
export const useGridsAbove = (levels: readonly number[], q: string, at: string | null) =>
  useQuery({
    queryKey: ['grids-above', levels, q, at],
    enabled: levels.length > 0,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const pages = await Promise.all(
        levels.map((level) =>
          api.listGrids({ query: { level, limit: 30, ...(q ? { q } : {}), ...(at ? { at } : {}) }, signal }),
        ),
      )
      return pages.flatMap((page) => page.items)
    },
  })
