/** Reports that the decider has ticked to be assigned anew. They are the decider's own until the approval, and outlive a reload of the page. */
import { useState } from 'react'
import { z } from 'zod'
import type { Change } from '../../../server/shared/boundaries.ts'

const ticks = z.array(z.int())

const keyFor = (change: Change): string => `gridbook.ticked.${change.id}`

const readTicks = (change: Change): readonly number[] => {
  // What a change was approved with is its own, and no longer a choice.
  if (change.state !== 'in_review') return change.reevaluate
  try {
    return ticks.parse(JSON.parse(window.sessionStorage.getItem(keyFor(change)) ?? '[]'))
  } catch {
    return []
  }
}

export const useTicked = (change: Change) => {
  const [ticked, setTicked] = useState<ReadonlySet<number>>(() => new Set(readTicks(change)))
  const tick = (report: number): void => {
    const next = new Set(ticked)
    if (!next.delete(report)) next.add(report)
    window.sessionStorage.setItem(keyFor(change), JSON.stringify([...next]))
    setTicked(next)
  }
  return { ticked, tick }
}
