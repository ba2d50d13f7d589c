/** Units and what they answer for. */
import { readVersion } from '../db/end-write.ts'
import { NotFound } from '../errors.ts'
import { pageOf, readCursor } from '../http/cursor.ts'
import type { Handler } from '../http/route.ts'
import type { getUnit, listUnits } from '../shared/units.contract.ts'
import { countUnits, findUnit, listUnitsAfter } from './units.queries.ts'

export const answerListUnits: Handler<typeof listUnits> = async ({ db }, { query: { q, limit, cursor } }) => {
  const after = readCursor(cursor)
  const version = await readVersion(db)
  const found = await listUnitsAfter(db, { q, after, limit: limit + 1 })
  return { ...pageOf(found, limit), total: await countUnits(db, q), version }
}

export const answerGetUnit: Handler<typeof getUnit> = async ({ db }, { params: { id } }) => {
  const unit = await findUnit(db, id)
  if (!unit) throw new NotFound('no_such_unit', `There is no unit ${id}.`)
  return unit
}
