/** Jobs of a census as rows: queued, taken by one server at a time, moved on, ended. Seconds and rows; `share` of the present stage. */
import { type Connection, first, one, rows } from '../../db/database.ts'
import type { Actor } from '../../db/end-write.ts'
import type { CensusJob } from '../../shared/census.ts'

export type JobKind = CensusJob['kind']
export type Lane = 'light' | 'heavy'
/** Under `attempt` its server writes; another server that takes it later has another number. */
export type Claimed = {
  readonly id: number
  readonly censusId: number
  readonly kind: JobKind
  readonly attempt: number
  readonly actor: Actor
}
export type Progress = Pick<CensusJob, 'stage' | 'rows' | 'share' | 'rowsPerSecond' | 'secondsLeft'>

/** SQL: job `j` as the contract has it. */
export const JOB = `
  json_build_object('id', j.id, 'kind', j.kind, 'state', j.state, 'stage', j.stage, 'rows', j.rows, 'share', j.share,
                    'rowsPerSecond', j.rows_per_second, 'secondsLeft', j.seconds_left, 'problem', j.problem)`

/** SQL: what every change of job `j` sets, so that listeners hear of it. */
export const CHANGED = 'revision = j.revision + 1, changed_at = clock_timestamp()'

/** The census must be locked: it has no other open job. */
export const queueJob = async (
  trx: Connection,
  job: { censusId: number; kind: JobKind; actor: Actor },
): Promise<CensusJob> => {
  const made = await one<{ job: CensusJob }>(
    trx,
    `insert into census_job as j (census_id, kind, actor)
     values (:censusId::bigint, :kind::text, :actor::jsonb)
     returning ${JOB} as job`,
    { ...job, actor: JSON.stringify(job.actor) },
  )
  return made.job
}

/** The one that is queued, running or held, else the last one. */
export const findJob = async (db: Connection, censusId: number): Promise<CensusJob | null> =>
  (
    await first<{ job: CensusJob }>(
      db,
      `select ${JOB} as job
         from census_job as j
        where j.census_id = :censusId::bigint
        order by j.id desc
        limit 1`,
      { censusId },
    )
  )?.job ?? null

/** A server that gave no sign of life for so long is dead, or will find out that the job was taken from it. */
const DEAD_AFTER_S = 20
/** A job that took so many servers with it is not given to another one. */
const MOST_DEATHS = 3

const CLAIMABLE = `
  (j.state = 'queued' or (j.state = 'running' and j.alive_at < clock_timestamp() - interval '${DEAD_AFTER_S} seconds'))`

export const listClaimable = async (db: Connection): Promise<Lane[]> =>
  (
    await rows<{ lane: Lane }>(
      db,
      `select distinct case j.kind when 'inspect' then 'light' else 'heavy' end as lane
         from census_job as j
        where ${CLAIMABLE}`,
    )
  ).map(({ lane }) => lane)

/** Null where there is nothing to do, another server is at it, or another job runs: the index on running ones is what two servers cannot pass. */
export const claimJob = async (db: Connection, lane: Lane): Promise<Claimed | null> => {
  const claimed = await first<Claimed & { deaths: number }>(
    db,
    `with next as (
       select j.id
         from census_job as j
        where ${CLAIMABLE}
          and (j.kind = 'inspect') = (:lane::text = 'light')
          and (j.state = 'running'
               or not exists (
                 select from census_job as other
                  where other.state = 'running'
                    and (other.kind = 'inspect') = (:lane::text = 'light')))
        order by j.state = 'running' desc, j.id
        limit 1
          for update skip locked)
     update census_job as j
        set state = 'running', attempt = j.attempt + 1, deaths = j.deaths + (j.state = 'running')::int,
            alive_at = clock_timestamp(), ${CHANGED}
       from next as n
      where j.id = n.id
     returning j.deaths as deaths, j.id as id, j.census_id as "censusId", j.kind as kind, j.attempt as attempt, j.actor as actor`,
    { lane },
  ).catch((error: unknown) => {
    // Another server took another one in the same moment.
    if (error instanceof Error && 'code' in error && error.code === '23505') return undefined
    throw error
  })
  if (claimed && claimed.deaths >= MOST_DEATHS) {
    await endJob(db, claimed, { state: 'failed', problem: GAVE_UP })
    return null
  }
  return claimed ?? null
}

const GAVE_UP = {
  zh: `${MOST_DEATHS} 次都没有做完，服务器每次都中断`,
  en: `It was begun ${MOST_DEATHS} times, and each time the server ended under it.`,
}

/** A sign of life with what was done. Undefined where the job is no longer this server's, else what was asked of it meanwhile. */
export const keepAlive = async (
  db: Connection,
  { id, attempt }: Claimed,
  progress: Progress,
): Promise<{ wanted: 'pause' | 'cancel' | null } | undefined> =>
  first(
    db,
    `update census_job as j
        set stage = :stage::text, rows = :rows::int, share = :share::float8, rows_per_second = :rowsPerSecond::float8,
            seconds_left = :secondsLeft::float8, alive_at = clock_timestamp(), ${CHANGED}
      where j.id = :id::bigint
        and j.attempt = :attempt::int
        and j.state = 'running'
     returning j.stop_wanted as wanted`,
    { ...progress, id, attempt },
  )

export type End = {
  state: 'done' | 'paused' | 'cancelled' | 'failed' | 'queued'
  problem?: CensusJob['problem']
}

/** SQL: the census of job `own` has files or layers that nobody looked at. */
const UNSEEN = `
  (exists (
     select from census_file as f where f.census_id = own.census_id and f.searched_at is null)
   or exists (
     select from census_layer as l where l.census_id = own.census_id and l.inspection = '{}'))`

/**
 * Null where the job is no longer this server's. An inspection is done only when nothing came in meanwhile, else it is queued again: under the lock of the
 * census, under which files come in.
 */
export const endJob = (
  db: Connection,
  { id, attempt }: Pick<Claimed, 'id' | 'attempt'>,
  { state, problem = null }: End,
): Promise<CensusJob | null> =>
  db.transaction(async (trx) => {
    await rows(
      trx,
      `select z.id as id
         from census as z
        where z.id = (select j.census_id from census_job as j where j.id = :id::bigint)
          for update`,
      { id },
    )
    const ended = await first<{ job: CensusJob }>(
      trx,
      `update census_job as j
          set state = n.state, stage = case when n.state = 'queued' then 'waiting' else j.stage end,
              share = case when n.state = 'done' then 1 else j.share end,
              seconds_left = null, problem = :problem::jsonb, stop_wanted = null, ${CHANGED}
         from census_job as own
        cross join lateral (
          select case when :state::text = 'done' and own.kind = 'inspect' and ${UNSEEN}
                      then 'queued' else :state::text end as state) as n
        where own.id = j.id
          and j.id = :id::bigint
          and j.attempt = :attempt::int
          and j.state = 'running'
       returning ${JOB} as job`,
      { id, attempt, state, problem: problem && JSON.stringify(problem) },
    )
    return ended?.job ?? null
  })
