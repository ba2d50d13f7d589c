/** Whole coverages out of a file, beside a draft. */

import { mkdtemp, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { readDatumShifts } from '../../census/staging/city-datum.ts'
import { receiveFile, spooledPath, UNPACKED } from '../../census/staging/spool.ts'
import { type Connection, first, rows } from '../../db/database.ts'
import { endWrite } from '../../db/end-write.ts'
import { getMetricSrid } from '../../district/metric-system.ts'
import { Conflict } from '../../errors.ts'
import { pageBy, readIdCursor } from '../../http/cursor.ts'
import type { Handler } from '../../http/route.ts'
import type * as contract from '../../shared/coverages.contract.ts'
import { getDraft, lockChange } from '../draft.ts'
import { draftFaces } from '../faces.ts'
import { getCoverageLine, listCoverageRows, listCoverages } from './coverages.queries.ts'
import { matchCoverage } from './match-coverage.ts'
import { readCoverage } from './read-coverage.ts'

/** Matched anew where the draft was edited since: what is shown is what would be taken. */
const matched = (db: Connection, changeId: number, coverageId: number) =>
  db.transaction(async (trx) => {
    const draft = await getDraft(trx, changeId)
    const { depth, matchedAt } = await getCoverageLine(trx, changeId, coverageId)
    const faces = draftFaces(draft)
    if (draft.state === 'draft' && matchedAt !== draft.revision)
      await matchCoverage(trx, coverageId, faces, draft.revision)
    return { faces, depth }
  })

/** As it lies on a disk: readers tell formats by a file's name. */
const safeName = (name: string): string => path.basename(name).replace(/[^\p{L}\p{N}._ -]/gu, '_') || 'file'

export const answerAddCoverage: Handler<typeof contract.addCoverage> = async (
  { db, censusJobs, config },
  { params: { id }, query, request, response, actor },
) => {
  const draft = await getDraft(db, id)
  if (draft.state !== 'draft') throw new Conflict('wrong_state', 'Files are read beside a draft only.')
  const folder = await mkdtemp(path.join(await censusJobs.spool(), UNPACKED))
  try {
    const { sha256, bytes } = await receiveFile(folder, request, config.maxUploadMb)
    Object.assign(response.locals.facts, { file: query.name, bytes })
    const file = path.join(folder, safeName(query.name))
    await rename(spooledPath(folder, sha256), file)
    const read = {
      db,
      actor,
      changeId: id,
      file,
      sha256,
      folder,
      shifts: await readDatumShifts(db),
      metricSrid: await getMetricSrid(db),
    }
    const coverageId = await readCoverage(read, query)
    await matched(db, id, coverageId)
    await db.transaction((trx) =>
      endWrite(trx, actor, {
        action: 'change.coverage',
        entity: 'change',
        entityId: id,
        after: { file: query.name, sha256, coverage: coverageId },
      }),
    )
    const [coverage] = await listCoverages(db, id, draftFaces(draft), coverageId)
    return coverage
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export const answerListCoverages: Handler<typeof contract.listCoverages> = async (
  { db },
  { params: { id } },
) => {
  const draft = await getDraft(db, id)
  const coverages = await listCoverages(db, id, draftFaces(draft))
  for (const { id: coverageId } of coverages) await matched(db, id, coverageId)
  return { items: await listCoverages(db, id, draftFaces(draft)) }
}

export const answerListCoverageRows: Handler<typeof contract.listCoverageRows> = async (
  { db },
  { params: { id, coverage }, query: { verdict, shapes, limit, cursor } },
) => {
  const { faces, depth } = await matched(db, id, coverage)
  const found = await listCoverageRows(db, { id: coverage, depth }, faces, {
    verdict,
    shapes,
    after: readIdCursor(cursor),
    limit: limit + 1,
  })
  const total = found[0]?.total ?? 0
  const { items, next } = pageBy(found, limit, ({ rowNo }) => rowNo)
  return { items: items.map(({ total: _, ...row }) => row), total, next }
}

export const answerRemoveCoverage: Handler<typeof contract.removeCoverage> = async (
  { db },
  { params: { id, coverage }, actor },
) => {
  await db.transaction(async (trx) => {
    await lockChange(trx, id, { states: ['draft'], revision: null })
    await getCoverageLine(trx, id, coverage)
    const taken = await first(
      trx,
      `select o.no as no from change_operation as o
        where o.change_id = :id::bigint and o.kind = 'take_coverage' and (o.params->>'coverage')::bigint = :coverage::bigint`,
      { id, coverage },
    )
    if (taken)
      throw new Conflict(
        'coverage_taken',
        'An operation of the draft has taken this coverage; undo it first and do something else in its place.',
      )
    await rows(trx, `delete from change_coverage as c where c.id = :coverage::bigint`, { coverage })
    await endWrite(trx, actor, {
      action: 'change.coverage_removed',
      entity: 'change',
      entityId: id,
      before: { coverage },
    })
  })
  return undefined
}
