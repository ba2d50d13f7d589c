/** When a change takes effect: parcels in the grids that it touched are brought in step with the ground. One whose ground got a grid in another way is nobody's no longer. */
import { type Connection, rows } from '../db/database.ts'
import { SYSTEM } from '../db/end-write.ts'
import { readMeasures } from './compare-ground.ts'
import { matchGround } from './match-ground.ts'

/** Grids of which parts changed, before or after, and which have parcels left: most changes touch none, and then nothing is reckoned. */
const listTouchedParents = (
  trx: Connection,
  { changeId, schemeId }: { changeId: number; schemeId: number },
): Promise<{ depth: number; parentIds: number[] }[]> =>
  rows(
    trx,
    `select p.depth as depth, array_agg(distinct p.parent_id) as "parentIds"
       from parcel as p
      where p.scheme_id = :schemeId::int
        and p.settled_at is null
        and p.withdrawn_at is null
        and p.parent_id in (
            select v.parent_id from grid_version as v where v.change_id = :changeId::bigint
             union
            select v.grid_id from grid_version as v where v.change_id = :changeId::bigint
             union
            select v.parent_id from change_base as b join grid_version as v on v.id = b.version_id where b.change_id = :changeId::bigint)
      group by p.depth
      order by p.depth`,
    { changeId, schemeId },
  )

/** In the transaction of the effect, which holds the scheme; behind `settleParcels`, so that what the change carried out is settled and not withdrawn. */
export const followChange = async (
  trx: Connection,
  change: { changeId: number; schemeId: number },
): Promise<void> => {
  const { schemeId } = change
  for (const { depth, parentIds } of await listTouchedParents(trx, change))
    await matchGround(trx, SYSTEM, { schemeId, depth, parentIds }, await readMeasures(trx, schemeId))
}
