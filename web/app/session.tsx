/** Who is signed in, and what stands in front of every page until somebody is. */
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Navigate, useLocation } from 'react-router'
import type { Account } from '../../server/shared/accounts.contract.ts'
import type { AccountRole } from '../../server/shared/words.ts'
import { api } from '../api.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Loading } from '../ui/loading.tsx'
import { SESSION_KEY } from './query-client.ts'

const useSession = () =>
  useQuery({ queryKey: SESSION_KEY, queryFn: () => api.getSession(), staleTime: 300_000 })

/** The account signed in, or null; for parts that stand behind RequireSession. */
export const useAccount = (): Account | null => useSession().data?.account ?? null

/** Whether the account holds one of the roles anywhere. What it may really do is the server's business. */
export const hasRole = (account: Account | null, ...roles: AccountRole[]): boolean =>
  account?.grants.some((grant) => roles.includes(grant.role)) ?? false

export const RequireSession = ({ children }: { children: ReactNode }) => {
  const session = useSession()
  const { pathname, search } = useLocation()
  if (session.isPending) return <Loading />
  if (session.isError) return <ErrorNote error={session.error} onRetry={() => void session.refetch()} />
  if (session.data.account === null)
    return <Navigate to={`/sign-in?from=${encodeURIComponent(pathname + search)}`} replace />
  return children
}
