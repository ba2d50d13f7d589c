/** What the server's `census` events mean for open pages: a step of work is put beside its delivery at once, and what ends or turns asks for the rest anew. */
import type { QueryClient } from '@tanstack/react-query'
import type { Census, CensusEvent, CensusJob } from '../../server/shared/census.ts'

/** First words of the keys of queries about deliveries: `censuses` lists, `census` with its id is one of them, with rows and places. */
export const CENSUS_KEYS = ['censuses', 'census'] as const

/** Rows, figures and layers are other ones when work ends, and when one stage of it gives way to the next. */
const turned = (before: CensusJob | null | undefined, now: CensusJob): boolean =>
  now.state !== 'running' || before?.id !== now.id || before.stage !== now.stage

export const hearCensus = (client: QueryClient, { id, job }: CensusEvent): void => {
  const key = ['census', id, 'head']
  const before = client.getQueryData<Census>(key)
  client.setQueryData<Census>(key, (census) => census && { ...census, job })
  if (!turned(before?.job, job)) return
  void client.invalidateQueries({ queryKey: ['census', id] })
  void client.invalidateQueries({ queryKey: ['censuses'] })
}
