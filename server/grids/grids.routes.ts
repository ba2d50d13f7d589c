/** Schemes and their grids. */
import { readVersion } from '../db/end-write.ts'
import { NotFound } from '../errors.ts'
import { pageOf, readCursor } from '../http/cursor.ts'
import type { Handler } from '../http/route.ts'
import type { compareGrids, getGrid, getLineage, listGrids, listSchemes } from '../shared/grids.contract.ts'
import { listDifference } from './difference.queries.ts'
import { chainsOf, findAnswering } from './grid-chain.ts'
import { countGrids, findGrid, listGridsAfter } from './grids.queries.ts'
import { readLineage } from './lineage.queries.ts'
import { listAllSchemes } from './schemes.queries.ts'

export const answerListSchemes: Handler<typeof listSchemes> = async ({ db }) => ({
  items: await listAllSchemes(db),
})

export const answerListGrids: Handler<typeof listGrids> = async (
  { db },
  { query: { limit, cursor, ...filter } },
) => {
  const after = readCursor(cursor)
  const version = await readVersion(db)
  const found = await listGridsAfter(db, filter, { after, limit: limit + 1 })
  return { ...pageOf(found, limit), total: await countGrids(db, filter), version }
}

export const answerGetGrid: Handler<typeof getGrid> = async ({ db }, { params: { id }, query: { at } }) => {
  const grid = await findGrid(db, id, at)
  if (!grid) throw new NotFound('no_such_grid', `There is no grid ${id}${at ? ` as of ${at}` : ''}.`)
  const chains = await chainsOf(db, [id], at)
  const answering = await findAnswering(db, id, at)
  return { ...grid, chain: chains.get(id) ?? [], answering: answering ?? null }
}

export const answerGetLineage: Handler<typeof getLineage> = ({ db }, { params: { id } }) =>
  readLineage(db, id)

export const answerCompareGrids: Handler<typeof compareGrids> = (
  { db },
  { query: { level, from, to, limit } },
) => listDifference(db, { level, from: from ?? null, to: to ?? null, limit })
