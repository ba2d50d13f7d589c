/** What people want of a job: that it begins, is held, goes on, or ends. What runs hears of it from its server; what does not run is changed at once. */
import { type Connection, first } from '../../db/database.ts'
import type { Actor } from '../../db/end-write.ts'
import { Conflict } from '../../errors.ts'
import type { CensusJob } from '../../shared/census.ts'
import { isOpen, type Locked } from '../editable.ts'
import { CHANGED, findJob, JOB, type JobKind, queueJob } from './jobs.queries.ts'

/** Replaces an inspection that waits or is held; one that runs is in nobody's way, but a delivery has one job. */
export const beginJob = async (
  trx: Connection,
  { censusId, kind, actor }: { censusId: number; kind: JobKind; actor: Actor },
  { job }: Locked,
): Promise<CensusJob> => {
  if (isOpen(job)) {
    if (kind === 'inspect')
      return job.state === 'paused' ? ((await changeJobIn(trx, job, `state = 'queued'`)) ?? job) : job
    if (job.state === 'running')
      throw new Conflict(
        'census_busy',
        'Its files are being looked at; try again when that is done, or cancel it.',
      )
    await changeJobIn(trx, job, `state = 'cancelled'`)
  }
  return queueJob(trx, { censusId, kind, actor })
}

const refuse = (job: CensusJob | null, wish: string): Conflict =>
  new Conflict(
    'job_state',
    job === null ? `There is no work to ${wish}.` : `The work is ${job.state}; there is nothing to ${wish}.`,
  )

const WISHES = {
  pause: { queued: `state = 'paused'`, running: `stop_wanted = coalesce(j.stop_wanted, 'pause')` },
  resume: {
    paused: `state = 'queued', stage = 'waiting', deaths = 0`,
    failed: `state = 'queued', stage = 'waiting', problem = null, deaths = 0`,
    running: `stop_wanted = nullif(j.stop_wanted, 'pause')`,
  },
  cancel: {
    queued: `state = 'cancelled'`,
    paused: `state = 'cancelled'`,
    running: `stop_wanted = 'cancel'`,
  },
} as const satisfies Record<string, Partial<Record<CensusJob['state'], string>>>

/** Where it was, it is no longer: the job moved on in the same moment. */
const changeJobIn = async (
  db: Connection,
  { id, state }: CensusJob,
  set: string,
): Promise<CensusJob | undefined> =>
  (
    await first<{ job: CensusJob }>(
      db,
      `update census_job as j
          set ${set}, ${CHANGED}
        where j.id = :id::bigint
          and j.state = :state::text
       returning ${JOB} as job`,
      { id, state },
    )
  )?.job

/** Without the delivery's lock, which a commit holds to its end. Throws Conflict where the last job is in no state for it. */
export const wishJob = async (
  db: Connection,
  censusId: number,
  wish: keyof typeof WISHES,
): Promise<CensusJob> => {
  const job = await findJob(db, censusId)
  const ways: Partial<Record<CensusJob['state'], string>> = WISHES[wish]
  const set = job === null ? undefined : ways[job.state]
  const changed = job && set !== undefined ? await changeJobIn(db, job, set) : undefined
  if (!changed) throw refuse(await findJob(db, censusId), wish)
  return changed
}

/** What waits or is held; null where there is no such job. */
export const cancelWaitingJob = async (db: Connection, censusId: number): Promise<CensusJob | null> => {
  const job = await findJob(db, censusId)
  if (job?.state !== 'queued' && job?.state !== 'paused') return null
  return (await changeJobIn(db, job, `state = 'cancelled'`)) ?? null
}
