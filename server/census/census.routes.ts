/** Deliveries: listed, opened, shown, set, and let go of. */
import { endWrite } from '../db/end-write.ts'
import { pageById, readIdCursor } from '../http/cursor.ts'
import type { Handler } from '../http/route.ts'
import { loadClasses } from '../imports/catalogue.ts'
import type * as contract from '../shared/census.contract.ts'
import { type CensusSettings, censusSettings, getSettings, openCensus, setState } from './census.queries.ts'
import { getCensus, listCensusesBefore } from './census-card.queries.ts'
import { forgetLook } from './census-layers.queries.ts'
import { changeAccepted, changeSettings } from './change-settings.ts'
import { UNCOMMITTED, withCensus } from './editable.ts'
import { beginJob, cancelWaitingJob } from './jobs/job-wishes.ts'
import { discardRows } from './staging/discard-rows.ts'
import { keepFilesFor } from './staging/sweep-spool.ts'

export const answerListCensuses: Handler<typeof contract.listCensuses> = async (
  { db },
  { query: { limit, cursor } },
) => {
  const { found, total } = await listCensusesBefore(db, {
    before: readIdCursor(cursor),
    limit: limit + 1,
  })
  return { ...pageById(found, limit), total }
}

export const answerCreateCensus: Handler<typeof contract.createCensus> = async (
  { db },
  { body: { title, edition }, actor },
) => {
  const settings: CensusSettings = censusSettings.parse({ edition })
  const id = await db.transaction(async (trx) => {
    const made = await openCensus(trx, { title, settings, actor: actor.name, accountId: actor.accountId })
    await endWrite(trx, actor, {
      action: 'census.open',
      entity: 'census',
      entityId: made,
      after: { title, edition },
    })
    return made
  })
  return getCensus(db, id)
}

export const answerGetCensus: Handler<typeof contract.getCensus> = ({ db }, { params: { id } }) =>
  getCensus(db, id)

export const answerUpdateCensus: Handler<typeof contract.updateCensus> = async (
  { db, censusJobs },
  { params: { id }, body: { title, settings, accepted }, actor },
) => {
  await withCensus(db, id, UNCOMMITTED, async (trx, locked) => {
    if (title !== undefined) {
      await trx.raw(`update census as z set title = :title::text where z.id = :id::bigint`, { id, title })
    }
    if (settings !== undefined) {
      const before = await getSettings(trx, id)
      const after = censusSettings.parse({ ...before, ...settings })
      await loadClasses(trx, after.edition)
      await changeSettings(trx, id, locked.state, before, after)
      // What was proposed was proposed under the other one. Once rows are read, what they were read by stays.
      if (after.edition !== before.edition && locked.state === 'receiving' && (await forgetLook(trx, id)))
        await beginJob(trx, { censusId: id, kind: 'inspect', actor }, locked)
    }
    if (accepted !== undefined) await changeAccepted(trx, id, accepted)
  })
  censusJobs.wake()
  return getCensus(db, id)
}

/** What is queued or held for it ends with it; what runs has to be cancelled first. */
export const answerDiscardCensus: Handler<typeof contract.discardCensus> = async (
  { db, censusJobs, config },
  { params: { id }, actor },
) => {
  const cancelled = await cancelWaitingJob(db, id)
  if (cancelled) censusJobs.watch.tell(id, cancelled)
  await withCensus(db, id, UNCOMMITTED, async (trx, { title }) => {
    await discardRows(trx, id)
    await setState(trx, id, 'discarded')
    await keepFilesFor(trx, id, config.importKeepDays)
    await endWrite(trx, actor, {
      action: 'census.discard',
      entity: 'census',
      entityId: id,
      before: { title },
    })
  })
  return undefined
}
