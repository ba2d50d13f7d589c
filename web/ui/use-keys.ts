/** Keys of a page, wherever the focus is, except where words are typed or a question stands over the page. */
import { useEffect } from 'react'
import type { Pressed } from '../edit/keys.ts'
import { useLatest } from './use-latest.ts'

const NO_LETTERS = new Set(['checkbox', 'radio', 'button', 'submit'])

const isTyping = (target: Element | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('textarea, select, [role="combobox"]') ||
    (target instanceof HTMLInputElement && !NO_LETTERS.has(target.type)))

/** Whether the control with the focus takes Enter and the space bar for itself; Enter means nothing to what is ticked. */
const takesKey = (target: Element | null, key: string): boolean =>
  target?.closest('button, a, summary, input, [role="button"]') != null &&
  !(key === 'Enter' && target.matches('[type="checkbox"], [type="radio"]'))

/** `run` says whether the key meant something: then the browser does nothing else with it. */
export const useKeys = (run: (pressed: Pressed) => boolean): void => {
  const latest = useLatest(run)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null
      if (document.querySelector('.ant-modal-wrap:not([style*="none"])')) return
      const meant = latest.current({
        key: event.key,
        ctrlKey: event.ctrlKey,
        metaKey: event.metaKey,
        shiftKey: event.shiftKey,
        altKey: event.altKey,
        isComposing: event.isComposing,
        typing: isTyping(target),
        onControl: takesKey(target, event.key),
      })
      if (meant) event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [latest])
}
