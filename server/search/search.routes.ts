/** The one search box: a position in any notation, else codes and names. */
import { readVersion } from '../db/end-write.ts'
import { remember } from '../db/remember.ts'
import { findExtent } from '../district/district.queries.ts'
import type { Handler } from '../http/route.ts'
import type { SearchHit, search } from '../shared/search.contract.ts'
import { readPosition } from './position-words.ts'
import { findComponents, findGrids, findUnits } from './search.queries.ts'

/** Of each kind; what is beyond is said by `more`. */
const MOST_HITS = 10

const districtExtent = remember({ most: 1, until: ['grid', 'scheme', 'component'] }, findExtent)

export const answerSearch: Handler<typeof search> = async ({ db }, { query: { q } }) => {
  const position = readPosition(q, await districtExtent(db, await readVersion(db), null))
  const components = await findComponents(db, q, MOST_HITS + 1)
  const grids = await findGrids(db, q, MOST_HITS + 1)
  const units = await findUnits(db, q, MOST_HITS + 1)
  const kinds: readonly SearchHit[][] = [components, grids, units]
  return {
    hits: [
      ...(position ? [{ kind: 'position' as const, ...position }] : []),
      ...kinds.flatMap((hits) => hits.slice(0, MOST_HITS)),
    ],
    more: kinds.some((hits) => hits.length > MOST_HITS),
  }
}
