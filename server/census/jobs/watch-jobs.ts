/** Follows the jobs of all servers of the registry for whoever listens in this process. */
import { type Connection, rows } from '../../db/database.ts'
import { pollForListeners } from '../../events/poll-for-listeners.ts'
import type { CensusEvent, CensusJob } from '../../shared/census.ts'
import { JOB } from './jobs.queries.ts'

export type JobListener = { moved(event: CensusEvent): void; closed(): void }
export type JobWatch = {
  /** Gives the function that ends it. */
  listen(listener: JobListener): () => void
  /** Tells at once what this server knows before the poll finds it. */
  tell(censusId: number, job: CensusJob): void
  close(): Promise<void>
}

/** How far back a poll looks: further than a poll, or a commit, ever takes. */
const LOOK_BACK_S = 15
/** A server tells of its own work at least every second. */
const OWN_MS = 3_000

type Changed = { readonly censusId: number; readonly job: CensusJob; readonly revision: number }

const readChanged = (db: Connection): Promise<Changed[]> =>
  rows<Changed>(
    db,
    `select j.census_id as "censusId", ${JOB} as job, j.revision as revision
       from census_job as j
      where j.changed_at > clock_timestamp() - interval '${LOOK_BACK_S} seconds'
      order by j.changed_at`,
  )

export const watchJobs = (db: Connection, lost: (error: unknown) => void): JobWatch => {
  /** Job → what was told of it last; `at`: when the server that works on it, this one, told it by itself. */
  const told = new Map<number, { words: string; revision: number; at: number }>()

  const pass = (censusId: number, job: CensusJob): void => {
    for (const listener of heard.list()) listener.moved({ id: censusId, job })
  }
  const poll = async (): Promise<void> => {
    const asked = performance.now()
    for (const { censusId, job, revision } of await readChanged(db)) {
      const words = JSON.stringify(job)
      const known = told.get(job.id)
      if (known !== undefined && (known.revision >= revision || known.words === words)) continue
      // The table is behind what this server tells of its own work, the more so where the embedded database let the question wait.
      if (known !== undefined && job.state === 'running' && asked - known.at < OWN_MS) continue
      told.set(job.id, { words, revision, at: Number.NEGATIVE_INFINITY })
      pass(censusId, job)
    }
  }
  const heard = pollForListeners<JobListener>({ poll, rest: () => told.clear(), lost })
  return {
    listen: heard.listen,
    tell(censusId, job) {
      if (heard.list().length === 0) return
      const revision = told.get(job.id)?.revision ?? -1
      told.set(job.id, { words: JSON.stringify(job), revision, at: performance.now() })
      pass(censusId, job)
    },
    close: heard.close,
  }
}
