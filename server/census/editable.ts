/** When a delivery may be changed: not once it is in the registry or let go of, and not while somebody works on it. */
import { type Connection, first, rows } from '../db/database.ts'
import { Conflict, NotFound } from '../errors.ts'
import type { CensusJob } from '../shared/census.ts'
import type { CensusState } from './census.queries.ts'
import { findJob } from './jobs/jobs.queries.ts'

export type Locked = {
  readonly title: string
  readonly state: CensusState
  readonly batchId: number | null
  /** Open or over; null where there was none. */
  readonly job: CensusJob | null
}

export const isOpen = (job: CensusJob | null): job is CensusJob =>
  job !== null && ['queued', 'running', 'paused'].includes(job.state)

const busy = (censusId: number): Conflict =>
  new Conflict('census_busy', `Work on delivery ${censusId} is under way; wait for it, or cancel it.`)

/** An inspection looks at what is there when it comes by: it is in nobody's way. */
const isInTheWay = (job: CensusJob | null): boolean => isOpen(job) && job.kind !== 'inspect'

/** A commit holds the lock for as long as it takes: whoever comes then is told so, and does not wait. */
const requireNobodyAtIt = async (db: Connection, censusId: number): Promise<void> => {
  if (isInTheWay(await findJob(db, censusId))) throw busy(censusId)
}

/** Every change of a delivery and of its jobs is made under this lock, in the caller's transaction. */
export const lockCensus = async (trx: Connection, censusId: number): Promise<Locked> => {
  const found = await first<Omit<Locked, 'job'>>(
    trx,
    `select z.title as title, z.state as state, z.batch_id as "batchId"
       from census as z
      where z.id = :censusId::bigint
        for update`,
    { censusId },
  )
  if (!found) throw new NotFound('no_such_census', `There is no census ${censusId}.`)
  return { ...found, job: await findJob(trx, censusId) }
}

/** Throws Conflict unless the delivery is in one of these states and nobody works on it. */
const requireState = (censusId: number, locked: Locked, states: readonly CensusState[]): void => {
  if (isInTheWay(locked.job)) throw busy(censusId)
  if (states.includes(locked.state)) return
  throw new Conflict(
    'census_state',
    `Delivery ${censusId} is ${locked.state}; this can be done where it is ${states.join(' or ')}.`,
  )
}

/** What `withCensus` will ask, before anything dear is done for it. */
export const requireChangeable = async (
  db: Connection,
  censusId: number,
  states: readonly CensusState[],
): Promise<void> => {
  await requireNobodyAtIt(db, censusId)
  requireState(censusId, await db.transaction((trx) => lockCensus(trx, censusId)), states)
}

/** Runs in a transaction that holds the delivery still. */
export const withCensus = async <T>(
  db: Connection,
  censusId: number,
  states: readonly CensusState[],
  run: (trx: Connection, locked: Locked) => Promise<T>,
): Promise<T> => {
  await requireNobodyAtIt(db, censusId)
  return db.transaction(async (trx) => {
    const locked = await lockCensus(trx, censusId)
    requireState(censusId, locked, states)
    return run(trx, locked)
  })
}

export const UNCOMMITTED: readonly CensusState[] = ['receiving', 'staged', 'judged', 'compared', 'stopped']
export const STAGED: readonly CensusState[] = ['staged', 'judged', 'compared', 'stopped']

/** What is read, or how, is no longer what was staged: no layer counts as brought in, so that none is passed over. */
export const readAnew = async (trx: Connection, censusId: number): Promise<void> => {
  await rows(
    trx,
    `update census as z set state = 'receiving', stopped = null where z.id = :censusId::bigint`,
    { censusId },
  )
  await rows(
    trx,
    `update census_layer as l
        set rows = null
      where l.census_id = :censusId::bigint
        and l.file_id is not null`,
    { censusId },
  )
}
