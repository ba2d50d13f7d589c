/** Up, Down, Home and End move the focus among the buttons of a list. */
import type { KeyboardEvent } from 'react'

const TARGETS: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
}

export const arrowKeys = (event: KeyboardEvent<HTMLElement>): void => {
  const move = TARGETS[event.key]
  if (!move) return
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button.row')]
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
  event.preventDefault()
  buttons[move(at, buttons.length - 1)]?.focus()
}
