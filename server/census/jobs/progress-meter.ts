/** How fast work goes and how long it still takes, from what it said of itself so far. Milliseconds in, seconds out. */
import type { Step } from './job-messages.ts'
import type { Progress } from './jobs.queries.ts'

/** The rate is that of the last so many milliseconds: a slow layer shows at once. */
const WINDOW_MS = 5_000
/** Before, every figure is chance. */
const ENOUGH_MS = 1_000

type Sample = { readonly at: number; readonly rows: number; readonly share: number }

export type ProgressMeter = {
  /** Gives what is known after this step. */
  note(step: Step, now: number): Progress
}

/** Begins anew with each stage. */
export const progressMeter = (): ProgressMeter => {
  let stage: Step['stage'] = 'waiting'
  let samples: Sample[] = []
  return {
    note(step, now) {
      if (step.stage !== stage) {
        stage = step.stage
        samples = []
      }
      samples.push({ at: now, rows: step.rows, share: step.share })
      const recent = samples.findIndex(({ at }) => at >= now - WINDOW_MS)
      samples = samples.slice(Math.max(0, recent - 1))
      const [first] = samples
      const ms = first === undefined ? 0 : now - first.at
      if (first === undefined || ms < ENOUGH_MS) return { ...step, rowsPerSecond: null, secondsLeft: null }
      const [rows, share] = [step.rows - first.rows, step.share - first.share]
      return {
        ...step,
        rowsPerSecond: rows > 0 ? Math.round((1_000 * rows) / ms) : null,
        secondsLeft: share > 0 ? Math.ceil(((1 - step.share) * ms) / share / 1_000) : null,
      }
    },
  }
}
