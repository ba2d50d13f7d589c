/**
 * The decision on a delivery. It is kept with the delivery and may come before or after the commit, as the city does it: a sample can be drawn once rows are
 * compared. Given back before the commit, the delivery cannot be committed until a new sample of the corrected one is drawn; given back after it, what it
 * wrote stands until the batch is taken back, which is nobody's automatism.
 */
import { type Connection, rows } from '../db/database.ts'
import { Conflict, InvalidInput } from '../errors.ts'
import { findDraw, getOpenDraw, isOutOfDate, readRates } from './acceptance.queries.ts'
import { getAcceptanceSettings } from './settings.ts'

export type Decision = { readonly decision: 'accepted' | 'returned'; readonly reason: string }

/** Gives what the audit keeps. In the caller's transaction, which holds the delivery. */
export const decideAcceptance = async (
  trx: Connection,
  censusId: number,
  { decision, reason }: Decision,
  actor: string,
): Promise<object> => {
  const draw = await getOpenDraw(trx, censusId)
  const { settings } = await getAcceptanceSettings(trx, censusId)
  const rates = await readRates(trx, draw, settings)
  if (decision === 'accepted' && (await isOutOfDate(trx, censusId, draw)))
    throw new Conflict(
      'sample_out_of_date',
      'The delivery was changed since its sample was drawn; draw it again.',
    )
  if (reason === '' && (decision === 'returned' || !rates.met))
    throw new InvalidInput(
      'reason_required',
      decision === 'returned'
        ? 'A delivery is given back with a reason.'
        : 'Not all limits are kept, or not all is inspected: it can be accepted only with a reason.',
      { field: 'reason' },
    )
  await rows(
    trx,
    `update census_acceptance as a
        set decision = :decision::text, reason = nullif(:reason::text, ''), decided_by = :actor::text, decided_at = clock_timestamp(),
            outcome = :outcome::jsonb
      where a.id = :id::bigint`,
    { id: draw.id, decision, reason, actor, outcome: JSON.stringify({ rates }) },
  )
  const { omission, surplus, attributes, positions, sampled, inspected, met } = rates
  return {
    decision,
    reason,
    drawNo: draw.drawNo,
    seed: draw.seed,
    rates: { sampled, inspected, omission, surplus, attributes, positions, met },
  }
}

/** Throws Conflict where the delivery was given back and nothing was drawn since. */
export const requireNotReturned = async (db: Connection, censusId: number): Promise<void> => {
  const draw = await findDraw(db, censusId)
  if (draw?.decision !== 'returned') return
  throw new Conflict(
    'census_returned',
    `Delivery ${censusId} was given back to the surveyor: ${draw.reason ?? ''}; once it is corrected, a new sample is drawn.`,
  )
}
