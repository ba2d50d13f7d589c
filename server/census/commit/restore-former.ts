/** Ends what a batch began and begins again what it ended, where nobody changed it since: versions first, then the roles of what stands. */
import { type Connection, rows } from '../../db/database.ts'
import { listScope } from '../../imports/component-scope.ts'
import { endComponents } from './end-components.ts'

/** `batchId` takes `undone` back. */
export type Undo = { readonly undone: number; readonly batchId: number; readonly at: string }

/** Version or role `alias` is the batch's own, or what an undo brought back of it. */
const OWN = (alias: string): string =>
  `(${alias}.batch_id = :undone::bigint or ${alias}.stands_for = :undone::bigint)`

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

/** Components that stand as the batch left them. */
const listOwn = (trx: Connection, { undone }: Undo): Promise<number[]> =>
  listScope(trx, {
    sql: `select v.component_id from component_version as v where ${OWN('v')} and v.valid_to is null`,
    bindings: { undone },
  })
/** Components of which the batch ended a version. */
const listFormer = (trx: Connection, { undone }: Undo): Promise<number[]> =>
  listScope(trx, {
    sql: `select v.component_id from component_version as v where v.ended_by = :undone::bigint`,
    bindings: { undone },
  })
const listWithOtherRoles = (trx: Connection, { undone }: Undo, ids: readonly number[]): Promise<number[]> =>
  listScope(trx, {
    sql: `
      select c.component_id
        from unnest(:ids::bigint[]) as t (id)
        join component_role as c on c.component_id = t.id
       where c.valid_to is null
         and not coalesce(${OWN('c')}, false)`,
    bindings: { undone, ids },
  })

export const without = (ids: readonly number[], others: readonly number[]): number[] => {
  const left = new Set(ids)
  for (const id of others) left.delete(id)
  return [...left]
}

const endChanged = (trx: Connection, undo: Undo, ids: readonly number[]) =>
  rows(
    trx,
    `update component_version as v
        set valid_to = :at::timestamptz, ended_by = :batchId::bigint
       from unnest(:ids::bigint[]) as t (id)
      where v.component_id = t.id
        and v.valid_to is null
        and exists (
          select from component_version as former
           where former.component_id = v.component_id
             and former.ended_by = :undone::bigint
             and not ${CODE_TAKEN('former')})`,
    { ...undo, ids },
  )

/** What the batch made and nobody touched since goes as a whole; of what it changed, the version that it wrote. */
const endOwn = async (trx: Connection, undo: Undo, former: readonly number[]): Promise<void> => {
  const own = await listOwn(trx, undo)
  const made = without(own, former)
  await endComponents(trx, undo, without(made, await listWithOtherRoles(trx, undo, made)))
  await endChanged(trx, undo, without(own, made))
}

/** Former versions of what was just ended, and of what the batch had retired and nobody brought back. */
const restoreVersions = (trx: Connection, undo: Undo, former: readonly number[]) =>
  rows(
    trx,
    `insert into component_version
            (component_id, edition_id, code, class_id, name, geom, state, location, surveyed_on, changed_on, data_source,
             note, extra, source_crs, source_geom, batch_id, stands_for, valid_from)
     select f.component_id, f.edition_id, f.code, f.class_id, f.name, f.geom, f.state, f.location, f.surveyed_on, f.changed_on,
            f.data_source, f.note, f.extra, f.source_crs, f.source_geom, :batchId::bigint, coalesce(f.stands_for, f.batch_id),
            :at::timestamptz
       from unnest(:former::bigint[]) as t (id)
       join component_version as f on f.component_id = t.id and f.ended_by = :undone::bigint
      where not exists (
          select from component_version as now where now.component_id = f.component_id and now.valid_to is null)
        and not ${LATER('component_version')}
        and not ${CODE_TAKEN('f')}`,
    { ...undo, former },
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

export const restoreFormer = async (trx: Connection, undo: Undo): Promise<void> => {
  const former = await listFormer(trx, undo)
  await endOwn(trx, undo, former)
  await restoreVersions(trx, undo, former)
  await restoreRoles(trx, undo)
}
