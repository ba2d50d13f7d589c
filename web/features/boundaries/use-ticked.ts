/** Reports that the decider has ticked to be assigned anew. They are the decider's own until the approval, and outlive a reload; another submission begins with none. */
import { useMemo, useState } from 'react'
import { z } from 'zod'
import type { Change } from '../../../server/shared/boundaries.ts'

const storedTicks = z.array(z.int())

const readStored = (key: string): readonly number[] => {
  try {
    return storedTicks.parse(JSON.parse(window.sessionStorage.getItem(key) ?? '[]'))
  } catch {
    return []
  }
}

export const useTicked = ({ id, state, submittedAt, reevaluate }: Change) => {
  const key = `gridbook.ticked.${id}.${submittedAt}`
  const [chosen, setChosen] = useState<{ key: string; reports: readonly number[] } | null>(null)
  const ticked = useMemo<ReadonlySet<number>>(() => {
    if (state !== 'in_review') return new Set(reevaluate)
    return new Set(chosen?.key === key ? chosen.reports : readStored(key))
  }, [state, reevaluate, chosen, key])
  const tick = (report: number): void => {
    const next = new Set(ticked)
    if (!next.delete(report)) next.add(report)
    window.sessionStorage.setItem(key, JSON.stringify([...next]))
    setChosen({ key, reports: [...next] })
  }
  return { ticked, tick }
}
