/**
 * What a change would do if it took effect now. It is done and taken back: what is told is what the rules themselves make of it, components and reports by the same functions
 * that will place and assign them.
 */
import type { Connection } from '../../db/database.ts'
import { takeBack } from '../../imports/take-back.ts'
import type { Impact } from '../../shared/boundaries.ts'
import type { Draft } from '../draft.ts'
import { writeEffect } from '../effect/take-effect.ts'
import { LISTED, listMoved, listMoves } from './moved.ts'
import { listGrids, MOST_GRIDS } from './rates.ts'
import { requireRegistrable } from './registrable.ts'
import { decideReports, listReports } from './reports.ts'
import { listUnits } from './units.ts'

export const impactOf = (db: Connection, draft: Draft): Promise<Impact> =>
  takeBack(db, async (trx) => {
    await requireRegistrable(trx, draft)
    const effect = await writeEffect(trx, draft)
    const moves = await listMoves(trx, draft, effect)
    const found = await listReports(trx, draft)
    const reports = await decideReports(trx, found)
    return {
      moves,
      components: effect.moved.length,
      listed: await listMoved(trx, draft, effect),
      cutOff: Math.max(0, effect.moved.length - LISTED),
      reports,
      reportsCutOff: Math.max(0, (found[0]?.count ?? 0) - found.length),
      units: await listUnits(trx, effect),
      grids: await listGrids(trx, effect),
      gridsCutOff: Math.max(0, effect.grids.length - MOST_GRIDS),
    }
  })
