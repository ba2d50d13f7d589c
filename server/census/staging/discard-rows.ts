/** Lets go of what a census staged: its rows and all that was found of them. The census' own line stays. */
import { type Connection, rows } from '../../db/database.ts'

const TABLES = [
  'census_missing',
  'census_difference',
  'census_finding',
  'census_meaning',
  'census_unit',
  'census_class',
  'census_word',
  'census_row',
] as const

export const discardRows = async (db: Connection, censusId: number): Promise<void> => {
  for (const table of TABLES)
    await rows(db, `delete from ${table} as t where t.census_id = :censusId::bigint`, { censusId })
}
