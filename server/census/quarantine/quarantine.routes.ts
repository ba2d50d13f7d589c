/** The quarantine as a file, to be corrected with a spreadsheet, and the file that comes back. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { attachment } from '../../exports/export-name.ts'
import type { Table } from '../../exports/table.ts'
import { writeCsv } from '../../exports/write-csv.ts'
import { writeXlsx } from '../../exports/write-xlsx.ts'
import type { Handler } from '../../http/route.ts'
import type * as contract from '../../shared/census.contract.ts'
import { getSettings, setState } from '../census.queries.ts'
import { requireChangeable, STAGED, withCensus } from '../editable.ts'
import { beginJob } from '../jobs/job-wishes.ts'
import { receiveFile, spooledPath } from '../staging/spool.ts'
import { correctRows, keepKnown } from './correct-rows.ts'
import { quarantineTable } from './quarantine-table.ts'
import { readFixes } from './read-fixes.ts'

const WRITERS = {
  csv: (table: Table) => writeCsv(table, { encoding: 'utf-8' }),
  xlsx: writeXlsx,
}
const MEDIA_TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

export const answerQuarantineFile: Handler<typeof contract.quarantineFile> = async (
  { db },
  { params: { id, format }, response },
) => {
  await getSettings(db, id)
  const table = await quarantineTable(db, id)
  response.set({
    'Content-Type': MEDIA_TYPES[format],
    'Content-Disposition': attachment(`quarantine-${id}.${format}`),
    'Cache-Control': 'no-store',
  })
  await pipeline(Readable.from(WRITERS[format](table)), response)
  return undefined
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
