/** Changes what was chosen for a delivery as a whole. What the verdicts or the difference depend on makes them out of date. */
import { type Connection, rows } from '../db/database.ts'
import type { CensusSettings, CensusState } from './census.queries.ts'
import { STAGED } from './editable.ts'

/** By which rows are judged and compared. */
const JUDGED_BY: readonly (keyof CensusSettings)[] = ['edition', 'units', 'unitList', 'edgeM', 'declared']

export const changeSettings = async (
  trx: Connection,
  censusId: number,
  state: CensusState,
  before: CensusSettings,
  after: CensusSettings,
): Promise<void> => {
  const differs = JUDGED_BY.some((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  await rows(
    trx,
    `update census as z
        set settings = :settings::jsonb,
            edition_id = (select e.id from edition as e where e.code = :edition::text),
            state = case when :anew::boolean then 'staged' else z.state end,
            stopped = case when :anew::boolean then null else z.stopped end
      where z.id = :censusId::bigint`,
    {
      censusId,
      edition: after.edition,
      settings: JSON.stringify(after),
      anew: differs && STAGED.includes(state),
    },
  )
}

/** Kinds that are named are taken or left out as a whole; the others stay as they were. */
export const changeAccepted = (
  trx: Connection,
  censusId: number,
  accepted: Readonly<Record<string, boolean | undefined>>,
): Promise<unknown[]> =>
  rows(
    trx,
    `update census as z set accepted = z.accepted || :accepted::jsonb where z.id = :censusId::bigint`,
    { censusId, accepted: JSON.stringify(accepted) },
  )
