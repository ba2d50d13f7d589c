/** Work on a delivery: begun, held, gone on with, ended. It is queued and answered at once; events tell how it moves. */
import { requireNotReturned } from '../../acceptance/decide.ts'
import type { Connection } from '../../db/database.ts'
import type { Actor } from '../../db/end-write.ts'
import { Conflict } from '../../errors.ts'
import type { Handler, Services } from '../../http/route.ts'
import type * as contract from '../../shared/census.contract.ts'
import type { CensusJob } from '../../shared/census.ts'
import { type CensusState, setState } from '../census.queries.ts'
import { censusLayers } from '../census-layers.queries.ts'
import { requireOwnArea } from '../census-rights.ts'
import { requireRetiring } from '../difference/retire-guard.ts'
import { type Locked, readAnew, STAGED, UNCOMMITTED, withCensus } from '../editable.ts'
import { beginJob, wishJob } from './job-wishes.ts'
import { findJob, type JobKind } from './jobs.queries.ts'

/** `prepare` looks whether it may begin, and leaves the delivery in the state from which it does. */
const begin = async (
  { db, censusJobs }: Services,
  { censusId, kind, actor }: { censusId: number; kind: JobKind; actor: Actor },
  states: readonly CensusState[],
  prepare: (trx: Connection, locked: Locked) => Promise<void>,
): Promise<CensusJob> => {
  const job = await withCensus(db, censusId, states, async (trx, locked) => {
    await prepare(trx, locked)
    return beginJob(trx, { censusId, kind, actor }, locked)
  })
  censusJobs.watch.tell(censusId, job)
  censusJobs.wake()
  return job
}

const requireReadable = async (trx: Connection, censusId: number): Promise<void> => {
  const layers = (await censusLayers(trx, censusId)).filter(({ included }) => included)
  if (layers.length === 0) throw new Conflict('no_layer', 'The delivery has no layer that is to be read.')
  const unseen = layers.find(({ inspection }) => inspection === null)
  if (unseen) throw new Conflict('layer_not_inspected', `Layer "${unseen.name}" is still to be looked at.`)
  const refused = layers.find(({ inspection }) => inspection?.refused)
  if (refused?.inspection?.refused)
    throw new Conflict('layer_refused', `Layer "${refused.name}": ${refused.inspection.refused.en}`)
}

export const answerStageCensus: Handler<typeof contract.stageCensus> = (
  services,
  { params: { id }, actor },
) =>
  begin(services, { censusId: id, kind: 'stage', actor }, UNCOMMITTED, async (trx) => {
    await requireReadable(trx, id)
    await readAnew(trx, id)
  })

export const answerJudgeAgain: Handler<typeof contract.judgeAgain> = (services, { params: { id }, actor }) =>
  begin(services, { censusId: id, kind: 'judge', actor }, STAGED, (trx) => setState(trx, id, 'staged'))

export const answerCommitCensus: Handler<typeof contract.commitCensus> = (
  services,
  { params: { id }, body: { confirmRetire }, actor },
) =>
  begin(services, { censusId: id, kind: 'commit', actor }, ['compared'], async (trx, { title }) => {
    await requireNotReturned(trx, id)
    await requireOwnArea(trx, actor, id)
    await requireRetiring(trx, id, title, confirmRetire)
  })

const requireUndoable = async (trx: Connection, { batchId }: Locked): Promise<void> => {
  const [batch] = (
    await trx.raw<{ rows: { state: string }[] }>(
      `select b.state as state from batch as b where b.id = :batchId::bigint`,
      { batchId: batchId ?? 0 },
    )
  ).rows
  if (batch?.state !== 'applied')
    throw new Conflict(
      'batch_not_applied',
      `What the delivery changed is ${batch?.state ?? 'nothing'}; there is nothing to take back.`,
    )
}

export const answerUndoCensus: Handler<typeof contract.undoCensus> = (services, { params: { id }, actor }) =>
  begin(services, { censusId: id, kind: 'undo', actor }, ['committed'], async (trx, locked) => {
    await requireUndoable(trx, locked)
    await requireOwnArea(trx, actor, id)
  })

const wish = async (
  { db, censusJobs }: Services,
  censusId: number,
  wanted: 'pause' | 'resume' | 'cancel',
): Promise<CensusJob> => {
  const job = await wishJob(db, censusId, wanted)
  censusJobs.watch.tell(censusId, job)
  censusJobs.wake()
  return job
}

export const answerPauseJob: Handler<typeof contract.pauseJob> = (services, { params }) =>
  wish(services, params.id, 'pause')

/** A commit that failed may have been decided anew since: it is asked what a commit is asked. */
export const answerResumeJob: Handler<typeof contract.resumeJob> = async (
  services,
  { params: { id }, actor },
) => {
  const job = await findJob(services.db, id)
  if (job?.kind === 'commit' && job.state === 'failed')
    await withCensus(services.db, id, ['compared', 'committed'], async (trx, { title }) => {
      await requireNotReturned(trx, id)
      await requireOwnArea(trx, actor, id)
      await requireRetiring(trx, id, title, undefined)
    })
  return wish(services, id, 'resume')
}

export const answerCancelJob: Handler<typeof contract.cancelJob> = (services, { params }) =>
  wish(services, params.id, 'cancel')
