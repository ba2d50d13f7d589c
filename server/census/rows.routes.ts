/** Staged rows: listed by verdict and difference, shown on the map, corrected in place. */
import { InvalidInput } from '../errors.ts'
import { pageBy, readIdCursor } from '../http/cursor.ts'
import type { Handler } from '../http/route.ts'
import type * as contract from '../shared/census-rows.contract.ts'
import { getSettings } from './census.queries.ts'
import { readPlaces } from './census-places.queries.ts'
import { getRow, listRowsAfter } from './census-rows.queries.ts'
import { STAGED, withCensus } from './editable.ts'
import { fixRow } from './quarantine/fix-row.ts'

export const answerListCensusRows: Handler<typeof contract.listCensusRows> = async (
  { db },
  { params: { id }, query: { limit, cursor, ...filter } },
) => {
  await getSettings(db, id)
  const { found, total } = await listRowsAfter(db, id, filter, {
    after: readIdCursor(cursor),
    limit: limit + 1,
  })
  return { ...pageBy(found, limit, ({ rowNo }) => rowNo), total }
}

export const answerCensusPlaces: Handler<typeof contract.censusPlaces> = async (
  { db },
  { params: { id }, query: { bbox } },
) => {
  await getSettings(db, id)
  return readPlaces(db, id, bbox)
}

export const answerFixCensusRow: Handler<typeof contract.fixCensusRow> = async (
  { db },
  { params: { id, rowNo }, body: { said = {}, point } },
) => {
  if (point && (Math.abs(point[0]) > 180 || Math.abs(point[1]) > 90))
    throw new InvalidInput('invalid_input', 'point: longitude and latitude in degrees', { field: 'point' })
  await withCensus(db, id, STAGED, (trx, { state }) =>
    fixRow(trx, { censusId: id, state }, { rowNo, said, point }),
  )
  return getRow(db, id, rowNo)
}
