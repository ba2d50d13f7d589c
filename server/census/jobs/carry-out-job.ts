/** Carries out one job of a census, stage by stage: the census' own state is the record of its last whole stage, so a job that was cut off goes on behind it. */
import { type Connection, first, one } from '../../db/database.ts'
import { NotFound } from '../../errors.ts'
import { FileRefused } from '../../readers/file-refused.ts'
import type { CensusState } from '../census.queries.ts'
import { undoBatch } from '../commit/undo-batch.ts'
import { inspectFiles } from '../inspection/inspect-files.ts'
import type { Delivered } from '../staging/delivered-files.ts'
import { stageCensus } from '../staging/stage-census.ts'
import { keepFilesFor } from '../staging/sweep-spool.ts'
import { keepReadings } from '../templates/keep-readings.ts'
import type { Step, StopReason } from './job-messages.ts'
import type { Claimed } from './jobs.queries.ts'
import { commit, compareCensus, judgeCensus } from './stages.ts'

/** Thrown between two lots or stages where the work is no longer wanted. */
export class Stopped extends Error {
  readonly why: StopReason
  constructor(why: StopReason) {
    super(`stopped: ${why}`)
    this.why = why
  }
}

export type JobWork = {
  readonly db: Connection
  readonly embedded: boolean
  readonly delivered: Delivered
  readonly keepDays: number
  step(step: Step): void
  /** For the log. */
  warn(what: string, detail: string): void
  /** Throws Stopped. */
  stopIfWanted(): void
}

const stateOf = async (db: Connection, censusId: number): Promise<CensusState> => {
  const found = await first<{ state: CensusState }>(
    db,
    `select z.state as state from census as z where z.id = :censusId::bigint`,
    { censusId },
  )
  if (!found) throw new NotFound('no_such_census', `There is no census ${censusId}.`)
  return found.state
}

/** Staging and judging end in the same way: whatever is not done yet is done next. */
const bringToCompared = async (work: JobWork, { censusId, kind, actor }: Claimed): Promise<void> => {
  for (;;) {
    work.stopIfWanted()
    const state = await stateOf(work.db, censusId)
    if (state === 'receiving') {
      const rows = await stageCensus(work, censusId)
      if (rows === 0)
        throw new FileRefused('file_no_rows', ['文件没有任何记录', 'The delivery holds no rows.'])
    } else if (state === 'staged') {
      work.step({ stage: 'judge', rows: 0, share: 0 })
      // A wrong setting: the census says so, and this work is done.
      if ((await judgeCensus(work.db, censusId)) !== null) return
    } else if (state === 'judged') {
      work.step({ stage: 'compare', rows: 0, share: 0 })
      if (kind === 'stage') await keepReadings(work.db, censusId, actor)
      await compareCensus(work.db, censusId)
    } else return
  }
}

const commitOnce = async (work: JobWork, { censusId, actor }: Claimed): Promise<void> => {
  work.stopIfWanted()
  if ((await stateOf(work.db, censusId)) !== 'committed') {
    work.step({ stage: 'commit', rows: 0, share: 0 })
    await commit(work.db, censusId, actor)
  }
  await keepFilesFor(work.db, censusId, work.keepDays)
}

const undoOnce = async (work: JobWork, { censusId, actor }: Claimed): Promise<void> => {
  work.stopIfWanted()
  const { batchId, state } = await one<{ batchId: number; state: string }>(
    work.db,
    `select b.id as "batchId", b.state as state
       from census as z
       join batch as b on b.id = z.batch_id
      where z.id = :censusId::bigint`,
    { censusId },
  )
  if (state === 'undone') return
  work.step({ stage: 'undo', rows: 0, share: 0 })
  await work.db.transaction((trx) => undoBatch(trx, batchId, actor))
}

/** Throws Stopped, FileRefused for what the surveyor can mend, anything else for a fault of the program. */
export const carryOutJob = async (work: JobWork, job: Claimed): Promise<void> => {
  switch (job.kind) {
    case 'inspect':
      return inspectFiles(work, job.censusId)
    case 'stage':
    case 'judge':
      return bringToCompared(work, job)
    case 'commit':
      return commitOnce(work, job)
    case 'undo':
      return undoOnce(work, job)
  }
}
