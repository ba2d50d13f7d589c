/** Files on their way to a delivery, one after the other; they go on while other steps are looked at. */
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Bundle } from '../../ui/bundle-files.ts'
import { packBundle } from '../../ui/pack-bundle.ts'
import { type Sending, sendFile } from './send-file.ts'
import { headKey } from './use-census.ts'

export type Upload = {
  readonly key: number
  readonly bundle: Bundle
  readonly share: number
  readonly state: 'waiting' | 'sending' | 'failed'
  readonly error: unknown
}
export type Uploads = {
  readonly items: readonly Upload[]
  add(bundles: readonly Bundle[]): void
  /** Sends one that failed again. */
  again(key: number): void
  /** Stops and forgets one. */
  drop(key: number): void
}

/** Leaving the site would lose what is on its way. */
const useKeepOpen = (wanted: boolean): void => {
  useEffect(() => {
    if (!wanted) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [wanted])
}

export const useUploads = (id: number): Uploads => {
  const client = useQueryClient()
  const [items, setItems] = useState<readonly Upload[]>([])
  const lastKey = useRef(0)
  const running = useRef<{ key: number; sending: Sending } | null>(null)
  const change = useCallback(
    (key: number, patch: Partial<Upload>) =>
      setItems((now) => now.map((one) => (one.key === key ? { ...one, ...patch } : one))),
    [],
  )
  const forget = useCallback((key: number) => setItems((now) => now.filter((one) => one.key !== key)), [])

  useEffect(() => {
    const next = items.find(({ state }) => state === 'waiting')
    if (!next || running.current !== null) return
    const { key, bundle } = next
    const sending = sendFile(id, packBundle(bundle), (share) => change(key, { share }))
    running.current = { key, sending }
    change(key, { state: 'sending', share: 0 })
    sending.done
      .then((census) => {
        client.setQueryData(headKey(id), census)
        void client.invalidateQueries({ queryKey: ['census', id] })
        forget(key)
      })
      .catch((error: unknown) => change(key, { state: 'failed', error }))
      .finally(() => {
        running.current = null
        // Looks for the next one.
        setItems((now) => [...now])
      })
  }, [items, id, client, change, forget])
  useKeepOpen(items.some(({ state }) => state !== 'failed'))

  return {
    items,
    add: (bundles) =>
      setItems((now) => [
        ...now,
        ...bundles.map((bundle): Upload => {
          lastKey.current += 1
          return { key: lastKey.current, bundle, share: 0, state: 'waiting', error: null }
        }),
      ]),
    again: (key) => change(key, { state: 'waiting', error: null }),
    drop: (key) => {
      if (running.current?.key === key) running.current.sending.stop()
      forget(key)
    },
  }
}
