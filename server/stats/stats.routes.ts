/** Counts for figures and legends. */
import { readVersion } from '../db/end-write.ts'
import type { Handler } from '../http/route.ts'
import type { statsComponents } from '../shared/components.contract.ts'
import { countBy } from './stats.queries.ts'

export const answerStatsComponents: Handler<typeof statsComponents> = async (
  { db },
  { query: { by, ...filter } },
) => {
  const version = await readVersion(db)
  const groups = await countBy(db, by, filter)
  return { total: groups.reduce((sum, group) => sum + group.count, 0), groups, version }
}
