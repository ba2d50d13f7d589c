/** Files of a delivery: taken in byte for byte, and taken out again. Their layers are found and looked at by an inspection that begins at once. */

import { rows } from '../db/database.ts'
import { NotFound } from '../errors.ts'
import type { Handler } from '../http/route.ts'
import type * as contract from '../shared/census.contract.ts'
import { addFile } from './census.queries.ts'
import { getCensus } from './census-card.queries.ts'
import { readAnew, requireChangeable, UNCOMMITTED, withCensus } from './editable.ts'
import { beginJob } from './jobs/job-wishes.ts'
import { receiveFile } from './staging/spool.ts'

export const answerAddCensusFile: Handler<typeof contract.addCensusFile> = async (
  { db, censusJobs, config },
  { params: { id }, query: { name }, request, response, actor },
) => {
  // Before two gigabytes come in for nothing.
  await requireChangeable(db, id, UNCOMMITTED)
  const file = await receiveFile(await censusJobs.spool(), request, config.maxUploadMb)
  Object.assign(response.locals.facts, { file: name, bytes: file.bytes })
  await withCensus(db, id, UNCOMMITTED, async (trx, locked) => {
    await addFile(trx, { censusId: id, name, ...file })
    await readAnew(trx, id)
    await beginJob(trx, { censusId: id, kind: 'inspect', actor }, locked)
  })
  censusJobs.wake()
  return getCensus(db, id)
}

export const answerRemoveCensusFile: Handler<typeof contract.removeCensusFile> = async (
  { db },
  { params: { id, fileId } },
) => {
  await withCensus(db, id, UNCOMMITTED, async (trx) => {
    const removed = await rows(
      trx,
      `delete from census_file as f
        where f.census_id = :id::bigint
          and f.id = :fileId::bigint
       returning f.id as id`,
      { id, fileId },
    )
    if (removed.length === 0) throw new NotFound('no_such_file', `Delivery ${id} has no file ${fileId}.`)
    await readAnew(trx, id)
  })
  return undefined
}
