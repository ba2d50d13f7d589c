/**
 * Takes a batch of components back, at any later time: what it began ends, what it ended begins again, by a batch of its own (which can be taken back in
 * its turn). What people or later batches changed since stays as it is, and is listed. In the caller's transaction.
 */
import { type Connection, first, one, rows } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { Conflict, NotFound } from '../errors.ts'
import { placeComponents } from '../imports/placement.ts'
import { endComponents } from './end-components.ts'
import { touchedAt } from './touched-at.ts'

export type Undone = {
  readonly batchId: number
  readonly version: number | null
  /** Components that stand as they did before the batch. */
  readonly takenBack: number
  /** Changed since, and left. */
  readonly kept: number
}

type Undo = { readonly undone: number; readonly batchId: number; readonly at: string }

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

/** Components whose version or roles the batch began or ended. */
const TOUCHED = `
  select v.component_id from component_version as v where v.batch_id = :undone::bigint
   union
  select v.component_id from component_version as v where v.ended_by = :undone::bigint
   union
  select c.component_id from component_role as c where c.batch_id = :undone::bigint
   union
  select c.component_id from component_role as c where c.ended_by = :undone::bigint`

const instantAfter = async (trx: Connection, undone: number): Promise<string> =>
  (
    await one<{ at: string }>(
      trx,
      `with touched as materialized (${TOUCHED}),
       former as (
         select greatest(v.valid_from, v.valid_to) as at from touched as t join component_version as v on v.component_id = t.component_id
          union all
         select greatest(c.valid_from, c.valid_to) from touched as t join component_role as c on c.component_id = t.component_id
          union all
         select greatest(g.valid_from, g.valid_to) from touched as t join component_grid as g on g.component_id = t.component_id)
       select (greatest(clock_timestamp(), max(f.at)) + interval '1 microsecond')::text as at
         from former as f`,
      { undone },
    )
  ).at

/** Version or role `alias` is the batch's own, or what an undo brought back of it. */
const OWN = (alias: string): string =>
  `(${alias}.batch_id = :undone::bigint or ${alias}.stands_for = :undone::bigint)`

/** Of the component of `alias`, the version that the batch ended. */
const FORMER = (alias: string, further = ''): string => `
  exists (
    select from component_version as former
     where former.component_id = ${alias}.component_id
       and former.ended_by = :undone::bigint ${further})`

const CODE_TAKEN = (former: string): string => `
  exists (
    select from component_version as other
     where other.edition_id = ${former}.edition_id
       and other.code = ${former}.code
       and other.component_id <> ${former}.component_id
       and other.valid_to is null)`

/** Something of another batch, or of a person, began after `f` and still counts: what was taken back itself does not. */
const LATER = (table: string, same = ''): string => `
  exists (
    select from ${table} as later
      left join batch as of on of.id = coalesce(later.stands_for, later.batch_id)
     where later.component_id = f.component_id ${same}
       and later.valid_from >= f.valid_to
       and not coalesce(${OWN('later')}, false)
       and later.ended_by is distinct from :batchId::bigint
       and of.state is distinct from 'undone')`

/** What the batch made and nobody touched since goes as a whole. */
const endMade = (trx: Connection, undo: Undo): Promise<void> =>
  endComponents(trx, undo, {
    sql: `
      select v.component_id
        from component_version as v
       where ${OWN('v')}
         and (v.valid_to is null or v.ended_by = :batchId::bigint)
         and not ${FORMER('v')}
         and not exists (
           select from component_role as c
            where c.component_id = v.component_id
              and (c.valid_to is null or c.ended_by = :batchId::bigint)
              and not coalesce(${OWN('c')}, false))`,
    bindings: { undone: undo.undone },
  })

const endChanged = (trx: Connection, undo: Undo) =>
  rows(
    trx,
    `update component_version as v
        set valid_to = :at::timestamptz, ended_by = :batchId::bigint
      where ${OWN('v')}
        and v.valid_to is null
        and ${FORMER('v', `and not ${CODE_TAKEN('former')}`)}`,
    undo,
  )

/** Former versions of what was just ended, and of what the batch had retired and nobody brought back. */
const restoreVersions = (trx: Connection, undo: Undo) =>
  rows(
    trx,
    `insert into component_version
            (component_id, edition_id, code, class_id, name, geom, state, location, surveyed_on, changed_on, data_source,
             note, extra, source_crs, source_geom, batch_id, stands_for, valid_from)
     select f.component_id, f.edition_id, f.code, f.class_id, f.name, f.geom, f.state, f.location, f.surveyed_on, f.changed_on,
            f.data_source, f.note, f.extra, f.source_crs, f.source_geom, :batchId::bigint, coalesce(f.stands_for, f.batch_id),
            :at::timestamptz
       from component_version as f
      where f.ended_by = :undone::bigint
        and not exists (
          select from component_version as now where now.component_id = f.component_id and now.valid_to is null)
        and not ${LATER('component_version')}
        and not ${CODE_TAKEN('f')}`,
    undo,
  )

/** Roles of components that stand, one by one: a role that somebody changed since stays, the others go back. */
const restoreRoles = async (trx: Connection, undo: Undo): Promise<void> => {
  const stands = (alias: string): string => `
        and exists (
          select from component_version as v
           where v.component_id = ${alias}.component_id and v.valid_to is null and not coalesce(${OWN('v')}, false))`
  await rows(
    trx,
    `update component_role as c
        set valid_to = :at::timestamptz, ended_by = :batchId::bigint
      where ${OWN('c')}
        and c.valid_to is null
        ${stands('c')}`,
    undo,
  )
  await rows(
    trx,
    `insert into component_role (component_id, role, unit_id, state, basis, evidence, until, batch_id, stands_for, valid_from)
     select f.component_id, f.role, f.unit_id, f.state, f.basis, f.evidence, f.until, :batchId::bigint,
            coalesce(f.stands_for, f.batch_id), :at::timestamptz
       from component_role as f
      where f.ended_by = :undone::bigint
        and not exists (
          select from component_role as now
           where now.component_id = f.component_id and now.role = f.role and now.valid_to is null)
        and not ${LATER('component_role', 'and later.role = f.role')}
        ${stands('f')}`,
    undo,
  )
}

const listKept = (trx: Connection, undo: Undo) =>
  rows(
    trx,
    `insert into batch_kept (batch_id, component_id)
     select :batchId::bigint, t.component_id
       from (${TOUCHED}) as t
      where not exists (
              select from component_version as v
               where v.component_id = t.component_id and (v.batch_id = :batchId::bigint or v.ended_by = :batchId::bigint))
        and not exists (
              select from component_role as c
               where c.component_id = t.component_id and (c.batch_id = :batchId::bigint or c.ended_by = :batchId::bigint))
     returning component_id as id`,
    undo,
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
  const batchId = await openBatch(trx, undone, actor)
  const undo: Undo = { undone, batchId, at: await instantAfter(trx, undone) }
  await endMade(trx, undo)
  await endChanged(trx, undo)
  await restoreVersions(trx, undo)
  await restoreRoles(trx, undo)
  await placeComponents(
    trx,
    {
      sql: `select n.component_id from component_version as n where n.batch_id = :batchId::bigint and n.valid_to is null`,
      bindings: { batchId },
    },
    { at: undo.at, fresh: false },
  )
  const kept = await listKept(trx, undo)
  const { ids, extent } = await touchedAt(trx, undo.at, {
    sql: `select t.component_id from (${TOUCHED}) as t
          except
          select k.component_id from batch_kept as k where k.batch_id = :batchId::bigint`,
    bindings: { undone, batchId },
  })
  const outcome = { takenBack: ids.length, kept: kept.length }
  const version = await endWrite(trx, actor, {
    action: 'batch.undo',
    entity: 'batch',
    entityId: undone,
    after: { ...outcome, by: batchId },
    touched: [{ entity: 'component', ids, extent }],
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
