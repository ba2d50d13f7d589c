/** The seven steps of a delivery: which one the address names, which one it has come to, and what is missing for a later one. */
import type { Census, CensusJob } from '../../../server/shared/census.ts'

export const STEPS = ['files', 'reading', 'verdicts', 'difference', 'acceptance', 'commit', 'report'] as const
export type Step = (typeof STEPS)[number]

/** Who only accepts has no part in the others. */
export const ACCEPTERS_STEPS: readonly Step[] = ['acceptance', 'report']

export const readStep = (text: string | null): Step | null => STEPS.find((step) => step === text) ?? null

type Progress = Pick<Census, 'state' | 'job' | 'counts'> & { files: { length: number } }

/** Work that is not at its end, held or not. */
export const isOpen = (job: CensusJob | null): job is CensusJob =>
  job !== null && (job.state === 'queued' || job.state === 'running' || job.state === 'paused')

/** Work that needs what the other steps show: an inspection hinders nobody. */
export const isHeavy = (job: CensusJob | null): boolean => isOpen(job) && job.kind !== 'inspect'

const READ: readonly Census['state'][] = ['staged', 'judged', 'compared', 'stopped', 'committed']
const COMPARED: readonly Census['state'][] = ['compared', 'committed']

/** Null: the step can be taken; else the word for what it waits for. */
export const missingFor = (
  step: Step,
  { state, job, files }: Progress,
): 'needFiles' | 'needRows' | 'needDifference' | null => {
  if (step === 'files') return null
  if (step === 'reading') return files.length === 0 ? 'needFiles' : null
  const staging = isHeavy(job) || job?.kind === 'stage'
  if (step === 'verdicts') return READ.includes(state) || staging ? null : 'needRows'
  if (step === 'commit' && isHeavy(job) && job?.kind === 'commit') return null
  return COMPARED.includes(state) ? null : 'needDifference'
}

/** Where whoever comes back goes on. */
export const presentStep = (census: Progress): Step => {
  const { state, job, files, counts } = census
  if (state === 'committed') return 'commit'
  if (isHeavy(job)) return job?.kind === 'commit' || job?.kind === 'undo' ? 'commit' : 'verdicts'
  if (state === 'compared') return counts.refused > 0 ? 'verdicts' : 'difference'
  if (state === 'receiving') return files.length === 0 ? 'files' : 'reading'
  return state === 'discarded' ? 'files' : 'verdicts'
}

export const isFrozen = ({ state }: Pick<Census, 'state'>): boolean =>
  state === 'committed' || state === 'discarded'
