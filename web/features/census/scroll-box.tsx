/** What scrolls by itself, to be reached by keyboard and told apart by its name. */
import type { ReactNode } from 'react'

export const ScrollBox = ({ label, children }: { label: string; children: ReactNode }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard scrolls only what has the focus
  <section className="scroll-box" aria-label={label} tabIndex={0}>
    {children}
  </section>
)
