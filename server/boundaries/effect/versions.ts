/** The versions that a change makes: former ones end at the instant at which the new ones begin; who answers for ground, and who may work on it, goes with the ground. */

import { type Connection, one, rows } from '../../db/database.ts'
import { intersection } from '../../grids/overlay.ts'
import type { Draft } from '../draft.ts'

const STANDING = `f.change_id = :changeId::bigint and f.from_op <= :head::int and coalesce(f.to_op, 2147483647) > :head::int`

/** Behind every version and every place that ends: also on a server whose clock is late, and where something was written for a later instant. */
export const instantOfEffect = async (
  trx: Connection,
  { id, schemeId, head }: Draft,
  components: readonly number[],
): Promise<string> =>
  (
    await one<{ at: string }>(
      trx,
      `select greatest(
                coalesce(c.effect_at, clock_timestamp()),
                (select max(v.valid_from) from change_face as f join grid_version as v on v.grid_id = f.face_id and v.valid_to is null
                  where ${STANDING}) + interval '1 microsecond',
                (select max(u.valid_from) from change_face as f join grid_unit as u on u.grid_id = f.face_id and u.valid_to is null
                  where ${STANDING}) + interval '1 microsecond',
                (select max(p.valid_from)
                   from unnest(:components::bigint[]) as m (id)
                   join component_grid as p on p.component_id = m.id and p.scheme_id = :schemeId::int and p.valid_to is null)
                  + interval '1 microsecond')::text as at
         from change as c
        where c.id = :changeId::bigint`,
      { changeId: id, schemeId, head, components },
    )
  ).at

/** Gives the grids that have another version now, or none. */
export const writeVersions = async (
  trx: Connection,
  { id, schemeId, head }: Draft,
  at: string,
): Promise<number[]> => {
  const bindings = { changeId: id, schemeId, head, at }
  await rows(
    trx,
    `update grid_version as v
        set valid_to = :at::timestamptz
       from change_face as f
      where ${STANDING}
        and v.grid_id = f.face_id
        and v.valid_to is null`,
    bindings,
  )
  await rows(
    trx,
    `insert into grid_version (grid_id, level_id, code, name, parent_id, geom, area_m2, valid_from, change_id)
     select f.face_id, l.id, f.code, f.name, f.parent_id, f.geom, f.area_m2, :at::timestamptz, :changeId::bigint
       from change_face as f
       join level as l on l.scheme_id = :schemeId::int and l.depth = f.depth
      where ${STANDING}
        and not f.gone
      order by f.depth, f.face_id`,
    bindings,
  )
  const touched = await rows<{ id: number }>(
    trx,
    `select f.face_id as id from change_face as f where ${STANDING} and f.face_id > 0 order by f.face_id`,
    bindings,
  )
  return touched.map((grid) => grid.id)
}

/** A new grid is answered for by the unit that the first grid it comes from had of its own; an ended one is answered for no more. */
export const writeUnits = async (trx: Connection, { id, head }: Draft, at: string): Promise<void> => {
  const bindings = { changeId: id, head, at }
  await rows(
    trx,
    `insert into grid_unit (grid_id, unit_id, valid_from)
     select f.face_id, u.unit_id, :at::timestamptz
       from change_face as f
       join grid_unit as u on u.grid_id = f.origins[1] and u.valid_to is null
      where ${STANDING}
        and not f.gone
        and not exists (select from change_base as b where b.change_id = f.change_id and b.face_id = f.face_id)`,
    bindings,
  )
  await rows(
    trx,
    `update grid_unit as u
        set valid_to = :at::timestamptz
       from change_face as f
      where ${STANDING}
        and f.gone
        and u.grid_id = f.face_id
        and u.valid_to is null`,
    bindings,
  )
}

/** An account's area is ground: the parts that were cut out of a grid stay in the area of whoever had the grid. */
export const spreadGrants = async (trx: Connection, { id, head }: Draft): Promise<number[]> =>
  (
    await rows<{ id: number }>(
      trx,
      `insert into account_grant (account_id, role, grid_id)
       select distinct a.account_id, a.role, f.face_id
         from change_face as f
         join account_grant as a on a.grid_id = f.origins[1]
        where ${STANDING}
          and not f.gone
          and not exists (select from change_base as b where b.change_id = f.change_id and b.face_id = f.face_id)
           on conflict do nothing
       returning account_id as id`,
      { changeId: id, head },
    )
  ).map((account) => account.id)

/** Which ground went from which grid to which: what each one's former shape and another's new shape have in common. */
export const writeLineage = (trx: Connection, { id, head }: Draft, metricSrid: number): Promise<unknown> =>
  rows(
    trx,
    `insert into grid_lineage (change_id, from_grid_id, to_grid_id, area_m2)
     select :changeId::bigint, o.id, f.face_id,
            st_area(st_transform(${intersection('v.geom', 'f.geom')}, :metricSrid::int))
       from change_face as f
      cross join lateral unnest(f.origins) as o (id)
       join change_base as b on b.change_id = f.change_id and b.face_id = o.id
       join grid_version as v on v.id = b.version_id
      where ${STANDING}
        and not f.gone
        and o.id <> f.face_id
         on conflict do nothing`,
    { changeId: id, head, metricSrid },
  )
