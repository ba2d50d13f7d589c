/** A census worker as its server sees it: a thread that is started when there is a job, and ended when there has been none for a while. */
import { Worker } from 'node:worker_threads'
import type { Ended, FromWorker, Step, StopReason, ToWorker, WorkerPlace } from './job-messages.ts'
import type { Claimed } from './jobs.queries.ts'

/** A delivery of 600,000 rows takes 150 MB of it; a file that wants more ends its own job and not the server. */
const HEAP_MB = 320
/** Between one setting and the next try of a surveyor. */
const IDLE_MS = 60_000
/** To let go of its connections and files. */
const END_MS = 2_000

export type Told = { step(step: Step): void; warn(what: string, detail: string): void }
/** `crashed`: the thread ended under the job. */
export type Outcome = Ended | { readonly how: 'crashed'; readonly detail: string }

export type WorkerThread = {
  /** One job at a time. */
  carryOut(job: Claimed, told: Told): Promise<Outcome>
  /** Asks the job under way to stop at its next lot or stage. */
  stop(why: StopReason): void
  /** Ends the job under way at once; what it had not committed is not there. */
  kill(): Promise<void>
  close(): Promise<void>
}

const start = (place: WorkerPlace): Worker =>
  new Worker(new URL('./census-worker.mjs', import.meta.url), {
    workerData: place,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  })

const outcomeOf = (worker: Worker, told: Told): Promise<Outcome> =>
  new Promise((resolve) => {
    const settle = (outcome: Outcome): void => {
      worker.off('message', hear).off('error', fail).off('exit', leave)
      resolve(outcome)
    }
    const hear = (message: FromWorker): void => {
      if ('step' in message) told.step(message.step)
      else if ('warn' in message) told.warn(message.warn, message.detail)
      else settle(message.ended)
    }
    const fail = (error: Error): void => settle({ how: 'crashed', detail: error.stack ?? error.message })
    const leave = (code: number): void =>
      settle({ how: 'crashed', detail: `the thread ended with exit code ${code}` })
    worker.on('message', hear).on('error', fail).on('exit', leave)
  })

const end = async (worker: Worker): Promise<void> => {
  const exited = new Promise((resolve) => worker.once('exit', resolve))
  worker.postMessage({ end: true } satisfies ToWorker)
  const timer = setTimeout(() => void worker.terminate(), END_MS)
  await exited
  clearTimeout(timer)
}

export const openWorkerThread = (place: WorkerPlace): WorkerThread => {
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  const started = (): Worker => {
    const thread = start(place)
    // One that ends while it is idle is no loss; the next job starts another.
    thread.on('error', () => undefined)
    thread.on('exit', () => {
      if (worker === thread) worker = undefined
    })
    return thread
  }
  const close = async (): Promise<void> => {
    clearTimeout(idle)
    const ending = worker
    worker = undefined
    if (ending) await end(ending)
  }
  return {
    async carryOut(job, told) {
      clearTimeout(idle)
      worker ??= started()
      const outcome = outcomeOf(worker, told)
      worker.postMessage({ carryOut: job } satisfies ToWorker)
      const ended = await outcome
      if (ended.how !== 'crashed') idle = setTimeout(() => void close(), IDLE_MS).unref()
      return ended
    },
    stop(why) {
      worker?.postMessage({ stop: why } satisfies ToWorker)
    },
    async kill() {
      await worker?.terminate()
    },
    close,
  }
}
