/** A level by the codes that people type: of its scheme and its own. */
import { type Connection, first } from '../db/database.ts'
import { StartupError } from '../errors.ts'

/** Throws StartupError where there is none. */
export const getLevelNamed = async (
  db: Connection,
  scheme: string,
  level: string,
): Promise<{ schemeId: number; depth: number }> => {
  const found = await first<{ schemeId: number; depth: number }>(
    db,
    `select s.id as "schemeId", l.depth as depth
       from level as l
       join scheme as s on s.id = l.scheme_id
      where s.code = :scheme::text
        and l.code = :level::text`,
    { scheme, level },
  )
  if (found) return found
  throw new StartupError(`The scheme ${scheme} has no level ${level}.`)
}
