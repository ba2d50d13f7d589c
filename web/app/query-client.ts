/** Server data lives here. A 401 from any route empties the session, which brings the sign-in page and then back again. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiError } from '../api.ts'

export const SESSION_KEY = ['session'] as const

const onError = (error: Error): void => {
  if (error instanceof ApiError && error.status === 401)
    queryClient.setQueryData(SESSION_KEY, { account: null })
}

/** Answers that will not change by asking again are not asked again. */
const worthRetrying = (failures: number, error: Error): boolean =>
  failures < 2 && (!(error instanceof ApiError) || error.status >= 500)

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: { retry: worthRetrying, staleTime: 60_000, refetchOnWindowFocus: false },
  },
})
