/** The queue of census jobs as this server works it off: one heavy job at a time for the whole registry, and one inspection beside it. */
import type { Logger } from 'pino'
import type { Config } from '../../config.ts'
import type { Database } from '../../db/database.ts'
import { spoolFolder } from '../staging/spool.ts'
import { sweepSpool } from '../staging/sweep-spool.ts'
import { type JobLane, openJobLane } from './job-lane.ts'
import type { WorkerPlace } from './job-messages.ts'
import { type Lane, listClaimable } from './jobs.queries.ts'
import { type JobWatch, watchJobs } from './watch-jobs.ts'
import { openWorkerThread } from './worker-thread.ts'

/** What was queued by another server, or left by one that died; what this one queued it takes at once. */
const POLL_MS = 2_000
const SWEEP_MS = 3_600_000

export type CensusJobs = {
  readonly watch: JobWatch
  /** Where delivered files of this registry are kept. */
  spool(): Promise<string>
  /** Something was queued, or asked of a job. */
  wake(): void
  close(): Promise<void>
}

const LANES: readonly Lane[] = ['light', 'heavy']

export const openCensusJobs = (database: Database, config: Config, log: Logger): CensusJobs => {
  const { db } = database
  const watch = watchJobs(db, (error) => log.warn({ err: error }, 'jobs of censuses could not be watched'))
  let folder: Promise<string> | undefined
  let lanes: Promise<ReadonlyMap<Lane, JobLane>> | undefined
  let taking: Promise<void> | undefined
  let again = false
  let closed = false

  const spool = (): Promise<string> => {
    folder ??= spoolFolder(db, config)
    folder.catch(() => {
      folder = undefined
    })
    return folder
  }
  const openLanes = async (): Promise<ReadonlyMap<Lane, JobLane>> => {
    const { address, schema, embedded } = database
    const place: WorkerPlace = {
      address,
      schema,
      embedded,
      spool: await spool(),
      keepDays: config.importKeepDays,
    }
    const open = (lane: Lane): JobLane =>
      openJobLane(lane, { db, thread: openWorkerThread(place), watch, log, free: () => take() })
    return new Map(LANES.map((lane) => [lane, open(lane)]))
  }
  const takeAll = async (): Promise<void> => {
    for (const lane of await listClaimable(db)) {
      lanes ??= openLanes().catch((error: unknown) => {
        lanes = undefined
        throw error
      })
      if (!closed) await (await lanes).get(lane)?.take()
    }
  }
  const take = (): void => {
    if (closed) return
    if (taking !== undefined) {
      again = true
      return
    }
    taking = takeAll()
      .catch((error) => log.warn({ err: error }, 'no job of a census could be taken'))
      .finally(() => {
        taking = undefined
        if (again) {
          again = false
          take()
        }
      })
  }
  const sweep = async (): Promise<void> => {
    const swept = await sweepSpool(db, await spool())
    if (swept > 0) log.info({ swept }, 'delivered files that nobody needs any more were thrown away')
  }
  const sweeping = (): void =>
    void sweep().catch((error) => log.warn({ err: error }, 'delivered files were not swept'))
  const polls = setInterval(take, POLL_MS)
  const sweeps = setInterval(sweeping, SWEEP_MS).unref()

  return {
    watch,
    spool,
    wake() {
      take()
      void lanes?.then((open) => {
        for (const lane of open.values()) lane.look()
      })
    },
    async close() {
      closed = true
      clearInterval(polls)
      clearInterval(sweeps)
      await taking
      if (lanes !== undefined) await Promise.all([...(await lanes).values()].map((lane) => lane.close()))
      await watch.close()
    },
  }
}
