/** Counts for figures and legends. */
import { readVersion } from '../db/end-write.ts'
import { reading } from '../http/route.ts'
import { statsComponents } from '../shared/registry.contract.ts'
import { countBy } from './stats.queries.ts'

export const statsComponentsRoute = reading(statsComponents, async ({ db }, { query: { by, ...filter } }) => {
  const version = await readVersion(db)
  const groups = await countBy(db, by, filter)
  return { total: groups.reduce((sum, group) => sum + group.count, 0), groups, version }
})
