/** Files of grids beside a draft: read, listed with what their rows are, removed. What a row is depends on the draft, so it belongs to a revision. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Change } from '../../../server/shared/boundaries.ts'
import type { Coverage } from '../../../server/shared/coverages.contract.ts'
import { api } from '../../api.ts'
import type { Bundle } from '../../ui/bundle-files.ts'
import { packBundle } from '../../ui/pack-bundle.ts'

/** As many as one page gives: more shapes than this do not draw well beside the draft's own. */
export const MOST_COVERAGE_ROWS = 1_000

type Ref = Pick<Change, 'id' | 'revision'>
const keyOf = (id: number) => ['change', id, 'coverages'] as const

export const useCoverages = ({ id, revision }: Ref, wanted: boolean) =>
  useQuery({
    queryKey: [...keyOf(id), revision],
    enabled: wanted,
    queryFn: ({ signal }) => api.listCoverages({ params: { id }, signal }),
  })

export const useCoverageRows = ({ id, revision }: Ref, coverage: number | null) =>
  useQuery({
    queryKey: [...keyOf(id), revision, 'rows', coverage],
    enabled: coverage !== null,
    queryFn: ({ signal }) =>
      api.listCoverageRows({
        params: { id, coverage: coverage ?? 0 },
        query: { shapes: true, limit: MOST_COVERAGE_ROWS },
        signal,
      }),
  })

export type Reading = {
  readonly bundle: Bundle
  readonly depth: number
  readonly code: string
  readonly nameField: string
  readonly parent: string
  readonly crs: string
}

export const useReadCoverage = (id: number) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async ({ bundle, depth, code, nameField, parent, crs }: Reading): Promise<Coverage> => {
      const file = await packBundle(bundle)
      const said = (word: string) => word.trim() || undefined
      return api.addCoverage({
        params: { id },
        query: {
          name: file.name,
          depth,
          code: said(code),
          nameField: said(nameField),
          parent: said(parent),
          crs: said(crs),
        },
        file,
      })
    },
    onSuccess: () => void client.invalidateQueries({ queryKey: keyOf(id) }),
  })
}

export const useRemoveCoverage = (id: number) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (coverage: number) => api.removeCoverage({ params: { id, coverage } }),
    onSuccess: () => void client.invalidateQueries({ queryKey: keyOf(id) }),
  })
}
