/** Keeps a delivery that was cut short from emptying the registry: what would retire more than its set share of the declared extent is confirmed in words. */
import { type Connection, one } from '../../db/database.ts'
import { Conflict } from '../../errors.ts'
import { getSettings } from '../census.queries.ts'
import { standsInDeclared } from './find-missing.ts'
import { RETIRED } from './good-row.ts'

/** `confirmed` is what the surveyor wrote: the delivery's title. Throws Conflict with the figures. */
export const requireRetiring = async (
  trx: Connection,
  censusId: number,
  title: string,
  confirmed: string | undefined,
): Promise<void> => {
  const { declared, retireShare } = await getSettings(trx, censusId)
  if (declared === null || confirmed?.trim() === title) return
  const { retired, standing } = await one<{ retired: number; standing: number }>(
    trx,
    `select (select count(*)
               from census_missing as x
               join census as z on z.id = x.census_id
              where x.census_id = :censusId::bigint
                and ${RETIRED}) as retired,
            (select count(*) from component_version as v where ${standsInDeclared(declared)}) as standing`,
    { censusId, ...declared },
  )
  if (retired === 0 || retired <= retireShare * standing) return
  const percent = (share: number): string => `${Math.round(1000 * share) / 10} %`
  throw new Conflict(
    'retires_too_many',
    `${retired} of ${standing} components (${percent(retired / standing)}) would be retired, more than ${percent(retireShare)}; write the delivery's title to confirm it.`,
    { field: 'confirmRetire' },
  )
}
