/**
 * Listens to the server's events: what a commit touched is asked for anew and nothing else; a report renews the lists of reports, work on a census its page. After a lost
 * connection everything is renewed once, if the registry has moved on meanwhile.
 */
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import type { CensusEvent } from '../../server/shared/census.ts'
import type { RegistryEvent } from '../../server/shared/tiles.contract.ts'
import type { District } from '../api-types.ts'
import { useLatest } from '../ui/use-latest.ts'
import { CENSUS_KEYS, hearCensus } from './census-news.ts'
import { SESSION_KEY } from './query-client.ts'
import { keysTouched, newsOf, type RegistryNews } from './registry-news.ts'

type Listener = (news: RegistryNews) => void
type Heard = { live: boolean; version: number | null; listeners: Set<Listener> }

const Events = createContext<Heard>({ live: true, version: null, listeners: new Set() })
/** Whether events arrive; false while the connection is being made again. */
export const useLive = (): boolean => useContext(Events).live
/** The registry's version as last heard; null before. */
export const useRegistryVersion = (): number | null => useContext(Events).version
/** Calls with each commit; for what no query holds, as the map's tiles. */
export const useRegistryNews = (listener: Listener): void => {
  const { listeners } = useContext(Events)
  const latest = useLatest(listener)
  useEffect(() => {
    const tell: Listener = (news) => latest.current(news)
    listeners.add(tell)
    return () => void listeners.delete(tell)
  }, [listeners, latest])
}

/** A browser gives up after an answer that is no event stream (a restart, a proxy's 502, a session that has ended): then it is tried again. */
const AGAIN_MS = 5000

type Told = { onLive(live: boolean): void; onVersion(version: number): void; onNews: Listener }

const listen = (client: QueryClient, told: Told): (() => void) => {
  let source: EventSource
  let timer: ReturnType<typeof setTimeout> | undefined
  let missed = false
  let heard: number | null = null
  const renew = (keys: readonly string[]) => {
    for (const key of keys) void client.invalidateQueries({ queryKey: [key] })
  }
  const onRegistry = ({ data }: MessageEvent<string>) => {
    const event: RegistryEvent = JSON.parse(data)
    const loaded = client.getQueryData<District>(['district'])?.version ?? null
    const news = newsOf(event, heard ?? loaded)
    heard = event.version
    told.onVersion(event.version)
    if (!news) return
    renew(keysTouched(news.touched))
    told.onNews(news)
  }
  const open = () => {
    source = new EventSource('/api/events')
    source.onopen = () => {
      told.onLive(true)
      if (missed) renew(['reports', ...CENSUS_KEYS])
      missed = false
    }
    source.onerror = () => {
      told.onLive(false)
      missed = true
      if (source.readyState !== EventSource.CLOSED) return
      renew(SESSION_KEY)
      timer = setTimeout(open, AGAIN_MS)
    }
    source.addEventListener('registry', onRegistry)
    source.addEventListener('report', () => renew(['reports']))
    source.addEventListener('census', ({ data }: MessageEvent<string>) =>
      hearCensus(client, JSON.parse(data) as CensusEvent),
    )
  }
  open()
  return () => {
    clearTimeout(timer)
    source.close()
  }
}

export const EventsProvider = ({ children }: { children: ReactNode }) => {
  const client = useQueryClient()
  const [live, setLive] = useState(true)
  const [version, setVersion] = useState<number | null>(null)
  const listeners = useMemo(() => new Set<Listener>(), [])
  useEffect(
    () =>
      listen(client, {
        onLive: setLive,
        onVersion: setVersion,
        onNews: (news) => {
          for (const listener of listeners) listener(news)
        },
      }),
    [client, listeners],
  )
  const heard = useMemo(() => ({ live, version, listeners }), [live, version, listeners])
  return <Events value={heard}>{children}</Events>
}
