/**
 * Works off one lane of the queue in this server: takes a job, has the thread carry it out, gives a sign of life every second, tells listeners at most four
 * times a second, and writes down how it ended.
 */
import type { Logger } from 'pino'
import type { Connection } from '../../db/database.ts'
import type { CensusJob } from '../../shared/census.ts'
import type { StopReason } from './job-messages.ts'
import {
  type Claimed,
  claimJob,
  type End,
  endJob,
  keepAlive,
  type Lane,
  type Progress,
} from './jobs.queries.ts'
import { progressMeter } from './progress-meter.ts'
import type { JobWatch } from './watch-jobs.ts'
import type { Outcome, WorkerThread } from './worker-thread.ts'

const TELL_MS = 250
const ALIVE_MS = 1_000
/** What does not come to a lot's end so soon, a long statement, is cut off: it has committed nothing. */
const CANCEL_MS = 5_000
/** Of the ten seconds that a stop of the server may take. */
const HAND_OVER_MS = 1_500

export type JobLane = {
  /** True where a job was taken; its end calls `free`. */
  take(): Promise<boolean>
  /** Looks at once whether the job under way is still wanted. */
  look(): void
  /** Hands the job under way over to another server. */
  close(): Promise<void>
}

type Working = { readonly job: Claimed; progress: Progress; stopping: StopReason | 'lost' | null }

const FAULT = {
  zh: '程序出错，未能完成；日志中有详情',
  en: 'The program failed, and the work is not done; the log says more.',
}
const CRASH = {
  zh: '处理进程中断，未能完成（文件可能需要过多内存）；日志中有详情',
  en: 'The thread that did the work ended before it was done (the file may need too much memory); the log says more.',
}
const WAITING: Progress = { stage: 'waiting', rows: 0, share: 0, rowsPerSecond: null, secondsLeft: null }

const END_OF: Record<StopReason, End> = {
  pause: { state: 'paused' },
  cancel: { state: 'cancelled' },
  'hand over': { state: 'queued' },
}

/** Null where the job is another server's now. */
const endOf = (outcome: Outcome, stopping: Working['stopping']): End | null => {
  switch (outcome.how) {
    case 'done':
      return { state: 'done' }
    case 'stopped':
      return END_OF[outcome.why]
    case 'failed': {
      const [zh, en] = outcome.problem ?? [FAULT.zh, FAULT.en]
      return { state: 'failed', problem: { zh, en } }
    }
    case 'crashed':
      if (stopping === 'lost') return null
      return stopping === null ? { state: 'failed', problem: CRASH } : END_OF[stopping]
  }
}

const jobOf = ({ job: { id, kind }, progress }: Working): CensusJob => ({
  id,
  kind,
  state: 'running',
  ...progress,
  problem: null,
})

/** Passes on the first call and, after a pause, the last of those that came meanwhile. */
const atMostEvery = (ms: number, run: () => void): { call(): void; cancel(): void } => {
  let timer: NodeJS.Timeout | undefined
  let again = false
  const call = (): void => {
    if (timer !== undefined) {
      again = true
      return
    }
    run()
    timer = setTimeout(() => {
      timer = undefined
      if (again) {
        again = false
        call()
      }
    }, ms)
  }
  return { call, cancel: () => clearTimeout(timer) }
}

export const openJobLane = (
  lane: Lane,
  {
    db,
    thread,
    watch,
    log,
    free,
  }: { db: Connection; thread: WorkerThread; watch: JobWatch; log: Logger; free(): void },
): JobLane => {
  let working: Working | undefined
  let done: Promise<void> = Promise.resolve()
  let beating: Promise<void> | undefined

  const stop = (why: StopReason, patienceMs: number | null): void => {
    const stopped = working
    if (stopped === undefined || stopped.stopping !== null) return
    stopped.stopping = why
    thread.stop(why)
    if (patienceMs === null) return
    setTimeout(() => {
      if (working === stopped) void thread.kill()
    }, patienceMs).unref()
  }
  const beat = async (): Promise<void> => {
    const alive = working
    if (alive === undefined) return
    const answer = await keepAlive(db, alive.job, alive.progress)
    if (working !== alive) return
    if (answer === undefined) {
      alive.stopping = 'lost'
      await thread.kill()
    } else if (answer.wanted !== null) stop(answer.wanted, answer.wanted === 'cancel' ? CANCEL_MS : null)
  }
  const look = (): void => {
    // On the embedded database a beat waits until the work's own transaction is over: never more than one.
    beating ??= beat()
      .catch((error) => log.warn({ err: error }, 'a job of a census gave no sign of life'))
      .finally(() => {
        beating = undefined
      })
  }
  const carryOut = async (job: Claimed): Promise<void> => {
    const own: Working = { job, progress: WAITING, stopping: null }
    working = own
    const meter = progressMeter()
    const teller = atMostEvery(TELL_MS, () => watch.tell(job.censusId, jobOf(own)))
    const alive = setInterval(look, ALIVE_MS)
    teller.call()
    const outcome = await thread.carryOut(job, {
      step(step) {
        own.progress = meter.note(step, performance.now())
        teller.call()
      },
      warn: (what, detail) => log.warn({ censusId: job.censusId, detail }, what),
    })
    clearInterval(alive)
    teller.cancel()
    working = undefined
    await beating
    if ('detail' in outcome && own.stopping === null && !('problem' in outcome && outcome.problem))
      log.error({ censusId: job.censusId, job: job.id, detail: outcome.detail }, 'a job of a census failed')
    const end = endOf(outcome, own.stopping)
    const ended = end && (await endJob(db, job, end))
    if (ended) watch.tell(job.censusId, ended)
  }

  return {
    async take() {
      if (working !== undefined) return false
      const job = await claimJob(db, lane)
      if (job === null) return false
      done = carryOut(job)
        .catch((error) =>
          log.error({ err: error, job: job.id }, 'how a job of a census ended was not written'),
        )
        .finally(free)
      return true
    },
    look,
    async close() {
      stop('hand over', HAND_OVER_MS)
      await done
      await thread.close()
    },
  }
}
