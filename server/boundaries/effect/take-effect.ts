/** A change takes effect: versions, units, lineage and the components' places in one transaction that proves itself once more and ends as every write does. */

import { type Connection, one, rows } from '../../db/database.ts'
import { type Actor, endWrite } from '../../db/end-write.ts'
import { getMetricSrid } from '../../district/metric-system.ts'
import { listScope } from '../../imports/component-scope.ts'
import { placeComponents } from '../../imports/placement.ts'
import { followChange } from '../../parcels/follow-change.ts'
import { settleParcels } from '../../parcels/settle-parcels.ts'
import type { Draft } from '../draft.ts'
import { requireProven } from '../review.ts'
import { giveIdentities, makeLevels } from './identities.ts'
import { movedScope } from './moved-components.ts'
import { instantOfEffect, spreadGrants, writeLineage, writeUnits, writeVersions } from './versions.ts'

type Extent = [number, number, number, number]

/** Before and after. */
const extentOf = async (trx: Connection, { id, head }: Draft): Promise<Extent | null> =>
  (
    await one<{ extent: Extent | null }>(
      trx,
      `with shape as (
         select f.geom from change_face as f
          where f.change_id = :id::bigint and f.from_op <= :head::int and coalesce(f.to_op, 2147483647) > :head::int
          union all
         select v.geom from change_base as b join grid_version as v on v.id = b.version_id where b.change_id = :id::bigint)
       select case when e.box is not null then array[st_xmin(e.box), st_ymin(e.box), st_xmax(e.box), st_ymax(e.box)] end as extent
         from (select st_extent(s.geom) as box from shape as s) as e`,
      { id, head },
    )
  ).extent

export type Effect = {
  readonly at: string
  /** Grids that have another version, or none, from then on. */
  readonly grids: readonly number[]
  /** Components that stand in another grid. */
  readonly moved: readonly number[]
  readonly levels: readonly number[]
  readonly accounts: readonly number[]
}

/** Everything that the change does to the register, without its end: what impact looks at and takes back, and what stays when it takes effect. */
export const writeEffect = async (trx: Connection, draft: Draft): Promise<Effect> => {
  await rows(trx, `select s.id as id from scheme as s where s.id = :schemeId::int for no key update`, {
    schemeId: draft.schemeId,
  })
  const components = await listScope(trx, movedScope(draft))
  const at = await instantOfEffect(trx, draft, components)
  const levels = await makeLevels(trx, draft)
  await giveIdentities(trx, draft)
  const grids = await writeVersions(trx, draft, at)
  await writeUnits(trx, draft, at)
  const accounts = await spreadGrants(trx, draft)
  await writeLineage(trx, draft, await getMetricSrid(trx))
  const placed = {
    sql: 'select m.id as component_id from unnest(:ids::bigint[]) as m (id)',
    bindings: { ids: components },
  }
  const { moved } = await placeComponents(trx, placed, {
    at,
    fresh: false,
    schemeId: draft.schemeId,
  })
  return { at, grids, moved, levels, accounts }
}

/** The change must be locked and approved. Throws Conflict where others changed its grids meanwhile, or its proof fails: then nothing is written. */
export const takeEffect = async (trx: Connection, actor: Actor, draft: Draft): Promise<number | null> => {
  const { tolerances, levels: proven, counts } = await requireProven(trx, draft)
  const { at, grids, moved, levels, accounts } = await writeEffect(trx, draft)
  await settleParcels(trx, { changeId: draft.id, at })
  await followChange(trx, { changeId: draft.id, schemeId: draft.schemeId })
  const extent = await extentOf(trx, draft)
  await rows(
    trx,
    `update change as c
        set state = 'in_force', in_force_at = :at::timestamptz, revision = c.revision + 1, problem = null, proof = :proof::jsonb
      where c.id = :id::bigint`,
    { id: draft.id, at, proof: JSON.stringify({ tolerances, levels: proven, counts }) },
  )
  return endWrite(trx, actor, {
    action: 'change.effect',
    entity: 'change',
    entityId: draft.id,
    before: { state: draft.state },
    after: { state: 'in_force', at, grids: grids.length, components: moved.length },
    touched: [
      { entity: 'grid', ids: grids, extent },
      { entity: 'component', ids: moved, extent },
      { entity: 'scheme', ids: levels.length > 0 ? [draft.schemeId] : [] },
      { entity: 'account', ids: [...new Set(accounts)] },
    ],
  })
}
