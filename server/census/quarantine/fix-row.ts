/**
 * Corrects one row in place, in the caller's transaction: it is judged and compared anew with those whose verdict hangs on it, which share its old or new
 * code, key or place. A handful of rows, however many the delivery has.
 */
import { type Connection, first, rows } from '../../db/database.ts'
import { InvalidInput, NotFound } from '../../errors.ts'
import { ROLES } from '../../shared/words.ts'
import type { CensusState } from '../census.queries.ts'
import { listAbout } from '../difference/find-missing.ts'
import { judgeRowsAgain } from '../jobs/stages.ts'
import { rolePart } from '../staging/said-columns.ts'
import { type Correction, correctRows, requireKnownTargets } from './correct-rows.ts'

type Before = {
  readonly code: string | null
  readonly key: string | null
  readonly place: string | null
  readonly stated: readonly string[]
  readonly layer: string
}

const readRow = async (trx: Connection, censusId: number, rowNo: number): Promise<Before> => {
  const found = await first<Before>(
    trx,
    `select r.code as code, r.key as key, r.geom::text as place, l.stated as stated, l.name as layer
       from census_row as r
       join census_layer as l on l.census_id = r.census_id and l.layer_no = r.layer_no
      where r.census_id = :censusId::bigint
        and r.row_no = :rowNo::int`,
    { censusId, rowNo },
  )
  if (!found) throw new NotFound('no_such_row', `Delivery ${censusId} has no row ${rowNo}.`)
  return found
}

/** They decide what the row is, whatever fields its layer has. */
const ALWAYS = ['code', 'class', 'className', 'gridCode']
const NAMES_UNIT = ['unit', 'code', 'name'] as const

/** Of what a layer has no field for, it says nothing: a text there would be lost at the commit without a word. */
const requireStated = (targets: readonly string[], { stated, layer }: Before): void => {
  const units = ROLES.flatMap((role) => {
    const named = NAMES_UNIT.map((part) => rolePart(role, part))
    return named.some((target) => stated.includes(target)) ? named : []
  })
  const lost = targets.find((target) => ![...ALWAYS, ...units, ...stated].includes(target))
  if (lost !== undefined)
    throw new InvalidInput(
      'target_not_stated',
      `said: layer "${layer}" has no field for ${lost}, so it says nothing of it`,
      { field: lost },
    )
}

/** Findings about the place compare neighbours within a metre or two. */
const NEAR_DEG = 5e-5

/** The row itself and all that share its code, key or place, as they were or as they are now. */
const listConcerned = async (
  trx: Connection,
  censusId: number,
  { rowNo, moved }: { rowNo: number; moved: boolean },
  before: Before,
): Promise<number[]> => {
  const after = await readRow(trx, censusId, rowNo)
  // Apart, so that the others go by their indexes; this one reads 231,000 rows in 0.2 s, which an index on places would cost each staging many times over.
  const near = moved
    ? `union
       select r.row_no
         from census_row as r
        where r.census_id = :censusId::bigint
          and (r.geom && st_expand(:placeBefore::geometry, ${NEAR_DEG}) or r.geom && st_expand(:placeAfter::geometry, ${NEAR_DEG}))`
    : ''
  const concerned = await rows<{ rowNo: number }>(
    trx,
    `select r.row_no as "rowNo"
       from census_row as r
      where r.census_id = :censusId::bigint
        and (r.row_no = :rowNo::int or r.code = any (:codes::text[]) or r.key = any (:keys::text[]))
     ${near}`,
    {
      censusId,
      rowNo,
      codes: [before.code, after.code].filter((code) => code !== null),
      keys: [before.key, after.key].filter((key) => key !== null),
      placeBefore: before.place ?? after.place,
      placeAfter: after.place,
    },
  )
  return concerned.map((row) => row.rowNo)
}

/** Throws NotFound, or InvalidInput for a target that the row cannot say. */
export const fixRow = async (
  trx: Connection,
  { censusId, state }: { censusId: number; state: CensusState },
  correction: Correction,
): Promise<void> => {
  const { rowNo, said, point } = correction
  const targets = Object.keys(said)
  requireKnownTargets(targets)
  const before = await readRow(trx, censusId, rowNo)
  requireStated(targets, before)
  const aboutBefore = await listAbout(trx, censusId, [rowNo])
  const corrected = await correctRows(trx, censusId, [correction])
  if (corrected.length === 0) return
  const only = await listConcerned(trx, censusId, { rowNo, moved: point !== undefined }, before)
  await judgeRowsAgain(trx, censusId, only, { state, aboutBefore })
}
