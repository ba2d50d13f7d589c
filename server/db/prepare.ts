/** Brings any database to the state a server or a command needs: schema, the standard's catalogue, the district with its centre. */
import { establishDistrict } from '../district/establish-district.ts'
import type { Connection } from './database.ts'
import { migrate } from './migrate.ts'
import { seedStandard } from './seed-standard.ts'

/** Says what it did; a second run says and changes nothing. */
export const prepareDatabase = async (
  db: Connection,
  schema: string,
  say: (line: string) => void,
): Promise<void> => {
  const applied = await migrate(db, schema)
  if (applied.length > 0) say(`Schema brought up to date (${applied.length} migrations).`)
  const { classes, editions } = await seedStandard(db)
  if (classes > 0) say(`Catalogue loaded: ${classes} classes of ${editions} editions.`)
  await establishDistrict(db)
}
