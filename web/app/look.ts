/** Light or dark, as chosen before, else as the system is. The map keeps its colours, which mean something, and is dimmed. */
import { useSyncExternalStore } from 'react'

type Look = 'light' | 'dark'

const STORED = 'gridbook.look'
const system = window.matchMedia('(prefers-color-scheme: dark)')
const told = new Set<() => void>()

const lookNow = (): Look => {
  const chosen = window.localStorage.getItem(STORED)
  if (chosen === 'light' || chosen === 'dark') return chosen
  return system.matches ? 'dark' : 'light'
}

const show = (): void => {
  document.documentElement.dataset.look = lookNow()
  for (const tell of told) tell()
}
system.addEventListener('change', show)
show()

const subscribe = (tell: () => void): (() => void) => {
  told.add(tell)
  return () => void told.delete(tell)
}

export const useLook = (): Look => useSyncExternalStore(subscribe, lookNow)

export const chooseLook = (look: Look): void => {
  window.localStorage.setItem(STORED, look)
  show()
}
