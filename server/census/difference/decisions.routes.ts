/** What of the difference is taken, row by row, and the components that a delivery does not bring. */
import { pageBy, readIdCursor } from '../../http/cursor.ts'
import type { Handler } from '../../http/route.ts'
import type * as contract from '../../shared/census-rows.contract.ts'
import { getSettings } from '../census.queries.ts'
import { withCensus } from '../editable.ts'
import { decide, listMissingAfter } from './missing.queries.ts'

export const answerDecideRows: Handler<typeof contract.decideRows> = async (
  { db },
  { params: { id }, body },
) => {
  await withCensus(db, id, ['compared'], (trx) => decide(trx, id, body))
  return undefined
}

export const answerListMissing: Handler<typeof contract.listMissing> = async (
  { db },
  { params: { id }, query: { limit, cursor } },
) => {
  await getSettings(db, id)
  const { found, total } = await listMissingAfter(db, id, { after: readIdCursor(cursor), limit: limit + 1 })
  return { ...pageBy(found, limit, ({ componentId }) => componentId), total }
}
