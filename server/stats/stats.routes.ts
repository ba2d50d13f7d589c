/** Counts for figures, legends and labels: of the present from memory, as of an instant from the database. */
import { matchOf } from '../atlas/component-match.ts'
import { countComponents } from '../atlas/count-components.ts'
import { InvalidInput } from '../errors.ts'
import type { Handler } from '../http/route.ts'
import type { statsComponents } from '../shared/components.contract.ts'
import { countBy } from './stats.queries.ts'

export const answerStatsComponents: Handler<typeof statsComponents> = async (
  { db, atlas },
  { query: { by, level, ...filter } },
) => {
  const { components, grids, version } = atlas.now
  if (by.includes('grid') && !grids.levels.has(level ?? 0))
    throw new InvalidInput('level_required', 'level: counts by grid need a level that there is', {
      field: 'level',
    })
  const groups = filter.at
    ? await countBy(db, by, filter, level)
    : countComponents(components, grids, matchOf(components, grids, filter), by, level)
  return { total: groups.reduce((sum, group) => sum + group.count, 0), groups, version }
}
