/** Whether the screen is wide enough for drawing: a line is not set with a thumb. */
import { useSyncExternalStore } from 'react'

const WIDE = '(min-width: 900px)'

const subscribe = (told: () => void): (() => void) => {
  const query = window.matchMedia(WIDE)
  query.addEventListener('change', told)
  return () => query.removeEventListener('change', told)
}

export const useWide = (): boolean => useSyncExternalStore(subscribe, () => window.matchMedia(WIDE).matches)
