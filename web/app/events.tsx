/** Listens to the server's events: a new registry version renews what is shown of the registry, a report renews the lists of reports. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { SESSION_KEY } from './query-client.ts'

const Live = createContext(true)
/** Whether events arrive; false while the connection is being made again. */
export const useLive = (): boolean => useContext(Live)

const REGISTRY_KEYS = [
  'district',
  'schemes',
  'classes',
  'grids',
  'grid',
  'component',
  'stats',
  'lookup',
  'units',
]

/** A browser gives up after an answer that is no event stream (a restart, a proxy's 502, a session that has ended): then it is tried again. */
const AGAIN_MS = 5000

const listen = (client: QueryClient, onLive: (live: boolean) => void): (() => void) => {
  let source: EventSource
  let timer: ReturnType<typeof setTimeout> | undefined
  let missed = false
  const renew = (keys: readonly string[]) => {
    for (const key of keys) void client.invalidateQueries({ queryKey: [key] })
  }
  const open = () => {
    source = new EventSource('/api/events')
    source.onopen = () => {
      onLive(true)
      if (missed) renew([...REGISTRY_KEYS, 'reports'])
      missed = false
    }
    source.onerror = () => {
      onLive(false)
      missed = true
      if (source.readyState !== EventSource.CLOSED) return
      renew(SESSION_KEY)
      timer = setTimeout(open, AGAIN_MS)
    }
    source.addEventListener('registry', () => renew(REGISTRY_KEYS))
    source.addEventListener('report', () => renew(['reports']))
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
  useEffect(() => listen(client, setLive), [client])
  return <Live value={live}>{children}</Live>
}
