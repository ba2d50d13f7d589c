/** The quarantine as a file, to be corrected with a spreadsheet, and the file that comes back. */
import { sendTable } from '../../exports/send-table.ts'
import type { Handler } from '../../http/route.ts'
import type * as contract from '../../shared/census-rows.contract.ts'
import { getSettings, setState } from '../census.queries.ts'
import { requireChangeable, STAGED, withCensus } from '../editable.ts'
import { beginJob } from '../jobs/job-wishes.ts'
import { receiveFile, spooledPath } from '../staging/spool.ts'
import { correctRows, keepKnown } from './correct-rows.ts'
import { quarantineTable } from './quarantine-table.ts'
import { readFixes } from './read-fixes.ts'

export const answerQuarantineFile: Handler<typeof contract.quarantineFile> = async (
  { db },
  { params: { id, format }, response },
) => {
  await getSettings(db, id)
  const table = await quarantineTable(db, id)
  return sendTable(response, table, { format, name: `quarantine-${id}` })
}

export const answerSendFixes: Handler<typeof contract.sendFixes> = async (
  { db, censusJobs, config },
  { params: { id }, request, actor },
) => {
  await requireChangeable(db, id, STAGED)
  const spool = await censusJobs.spool()
  const { sha256 } = await receiveFile(spool, request, config.maxUploadMb)
  let [corrected, unknown] = [0, 0]
  for await (const batch of readFixes(spooledPath(spool, sha256), spool)) {
    await withCensus(db, id, STAGED, async (trx) => {
      // What is corrected is not judged: from here on nothing can be committed before it is.
      await setState(trx, id, 'staged')
      const known = await keepKnown(
        trx,
        id,
        batch.filter((one) => one !== null),
      )
      corrected += (await correctRows(trx, id, known)).length
      unknown += batch.length - known.length
    })
  }
  const job = await withCensus(db, id, STAGED, async (trx, locked) => {
    await setState(trx, id, 'staged')
    return beginJob(trx, { censusId: id, kind: 'judge', actor }, locked)
  })
  censusJobs.watch.tell(id, job)
  censusJobs.wake()
  return { corrected, unknown, job }
}
