/**
 * Takes a batch of components back, at any later time: what it began ends, what it ended begins again, by a batch of its own (which can be taken back in
 * its turn). What people or later batches changed since stays as it is, and is listed. In the caller's transaction.
 */
import { type Connection, first, one, rows } from '../../db/database.ts'
import { type Actor, endWrite } from '../../db/end-write.ts'
import { Conflict, NotFound } from '../../errors.ts'
import { listScope } from '../../imports/component-scope.ts'
import { placeComponents } from '../../imports/placement.ts'
import { extentTouched } from './extent-touched.ts'
import { instantAfter } from './instant-after.ts'
import { restoreFormer, type Undo, without } from './restore-former.ts'

export type Undone = {
  readonly batchId: number
  readonly version: number | null
  /** Components that stand as they did before the batch. */
  readonly takenBack: number
  /** Changed since, and left. */
  readonly kept: number
}

const lockBatch = async (
  trx: Connection,
  batchId: number,
): Promise<{ source: string; censusId: number | null }> => {
  const found = await first<{ source: string; censusId: number | null; kind: string; state: string }>(
    trx,
    `select b.source as source, b.census_id as "censusId", b.kind as kind, b.state as state
       from batch as b
      where b.id = :batchId::bigint
        for update`,
    { batchId },
  )
  if (found?.kind !== 'components')
    throw new NotFound('no_such_batch', `There is no batch ${batchId} of components.`)
  if (found.state !== 'applied')
    throw new Conflict(
      'batch_not_applied',
      `Batch ${batchId} is ${found.state}; only an applied one can be taken back.`,
    )
  return found
}

/** Components whose version or roles a batch began or ended. */
const listTouched = (trx: Connection, batchId: number): Promise<number[]> =>
  listScope(trx, {
    sql: `
      select v.component_id from component_version as v where v.batch_id = :batchId::bigint
       union all
      select v.component_id from component_version as v where v.ended_by = :batchId::bigint
       union all
      select c.component_id from component_role as c where c.batch_id = :batchId::bigint
       union all
      select c.component_id from component_role as c where c.ended_by = :batchId::bigint`,
    bindings: { batchId },
  })

const keep = (trx: Connection, batchId: number, ids: readonly number[]) =>
  rows(
    trx,
    `insert into batch_kept (batch_id, component_id)
     select :batchId::bigint, t.id
       from unnest(:ids::bigint[]) as t (id)`,
    { batchId, ids },
  )

const openBatch = async (trx: Connection, undone: number, actor: Actor): Promise<number> => {
  const { source, censusId } = await lockBatch(trx, undone)
  const { id } = await one<{ id: number }>(
    trx,
    `insert into batch (kind, source, actor, census_id, undoes)
     values ('components', :source::text, :actor::text, :censusId::bigint, :undone::bigint)
     returning id as id`,
    { source, actor: actor.name, censusId, undone },
  )
  return id
}

/** The last thing in its transaction. */
export const undoBatch = async (trx: Connection, undone: number, actor: Actor): Promise<Undone> => {
  await trx.raw(`set local work_mem = '64MB'`)
  const batchId = await openBatch(trx, undone, actor)
  const touched = await listTouched(trx, undone)
  const undo: Undo = { undone, batchId, at: await instantAfter(trx, touched) }
  await restoreFormer(trx, undo)
  await placeComponents(
    trx,
    {
      // What went back to where it stands is placed already.
      sql: `
        select n.component_id
          from component_version as n
         where n.batch_id = :batchId::bigint
           and n.valid_to is null
           and not exists (
             select from component_version as e
              where e.component_id = n.component_id and e.valid_to = :at::timestamptz and e.geom = n.geom)`,
      bindings: { batchId, at: undo.at },
    },
    { at: undo.at, fresh: false },
  )
  const ids = await listTouched(trx, batchId)
  const kept = without(touched, ids)
  await keep(trx, batchId, kept)
  const outcome = { takenBack: ids.length, kept: kept.length }
  const version = await endWrite(trx, actor, {
    action: 'batch.undo',
    entity: 'batch',
    entityId: undone,
    after: { ...outcome, by: batchId },
    touched: [{ entity: 'component', ids, extent: await extentTouched(trx, undo.at, ids) }],
  })
  await rows(trx, `update batch as b set state = 'undone' where b.id = :undone::bigint`, { undone })
  await rows(
    trx,
    `update batch as b
        set state = 'applied', counts = :counts::jsonb, version = :version::bigint, applied_at = :at::timestamptz
      where b.id = :batchId::bigint`,
    { batchId, counts: JSON.stringify(outcome), version, at: undo.at },
  )
  return { ...outcome, batchId, version }
}
