/**
 * Faults with their ids and severity in the order in which they are told and best mended: errors first, from the top level down, because what two towns both hold makes
 * gaps of ground that a village of one of them has; then by area.
 */
import type { Steps } from '../../atlas/steps.ts'
import { BLOCKING_KINDS } from '../../shared/proof.ts'
import type { Found } from './found.ts'
import { issueId } from './issue-id.ts'

export type Identified = Found & { readonly id: string; readonly severity: 'error' | 'warning' }

const FAULTS_A_STEP = 20

export function* identify(faults: readonly Found[]): Steps<Identified[]> {
  const identified: Identified[] = []
  for (const [n, found] of faults.entries()) {
    if (n % FAULTS_A_STEP === 0) yield
    const severity = BLOCKING_KINDS.includes(found.kind) ? 'error' : 'warning'
    identified.push({ ...found, id: issueId(found), severity })
  }
  const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  return identified.sort(
    (a, b) =>
      byText(a.severity, b.severity) ||
      a.depth - b.depth ||
      (b.areaM2 ?? 0) - (a.areaM2 ?? 0) ||
      byText(a.id, b.id),
  )
}
