/** Listens to the server's events: a new registry version renews what is shown of the registry, a report renews the lists of reports. */
import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'

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

export const EventsProvider = ({ children }: { children: ReactNode }) => {
  const client = useQueryClient()
  const [live, setLive] = useState(true)
  useEffect(() => {
    const source = new EventSource('/api/events')
    source.onopen = () => setLive(true)
    source.onerror = () => setLive(false)
    source.addEventListener('registry', () => {
      for (const key of REGISTRY_KEYS) void client.invalidateQueries({ queryKey: [key] })
    })
    source.addEventListener('report', () => void client.invalidateQueries({ queryKey: ['reports'] }))
    return () => source.close()
  }, [client])
  return <Live value={live}>{children}</Live>
}
