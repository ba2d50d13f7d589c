/** Which key means what in a claim meeting. While words are typed only Esc means anything, which lets them go. */
import type { Pressed } from '../../edit/keys.ts'

export type HallCommand =
  | 'next'
  | 'previous'
  | 'enter'
  | 'defer'
  | 'other'
  | 'help'
  | 'escape'
  | { readonly choose: number }

const KEYS: Readonly<Record<string, HallCommand>> = {
  n: 'next',
  ArrowRight: 'next',
  PageDown: 'next',
  p: 'previous',
  ArrowLeft: 'previous',
  PageUp: 'previous',
  d: 'defer',
  0: 'other',
  '?': 'help',
}

export const hallCommandOf = (pressed: Pressed): HallCommand | null => {
  const { key, ctrlKey, metaKey, altKey, isComposing, typing, onControl } = pressed
  if (isComposing || key === 'Process' || ctrlKey || metaKey || altKey) return null
  if (key === 'Escape') return 'escape'
  if (typing) return null
  if (key === 'Enter') return onControl ? null : 'enter'
  if (/^[1-9]$/.test(key)) return { choose: Number(key) }
  return KEYS[key.length === 1 ? key.toLowerCase() : key] ?? null
}
