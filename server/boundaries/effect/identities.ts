/** When a change takes effect, the grids that it makes get identities, and a level that its scheme did not have is made. From then on its record names them by these. */
import { type Connection, rows } from '../../db/database.ts'
import type { Draft } from '../draft.ts'
import { NEW_LEVELS } from '../new-levels.ts'

const STANDING = `f.change_id = :changeId::bigint and f.from_op <= :head::int and coalesce(f.to_op, 2147483647) > :head::int`

/** Gives the new levels. */
export const makeLevels = async (trx: Connection, { id }: Draft): Promise<number[]> =>
  (
    await rows<{ id: number }>(
      trx,
      `insert into level (scheme_id, depth, code, name_zh, name_en)
       select c.scheme_id, n.depth, n.code, n.name_zh, n.name_en
         from change as c
        cross join lateral (${NEW_LEVELS}) as n
        where c.id = :id::bigint
       returning id as id`,
      { id },
    )
  ).map((level) => level.id)

/** Every number below zero in the change's faces becomes the identity of a grid. */
export const giveIdentities = async (trx: Connection, { id, schemeId, head }: Draft): Promise<void> => {
  const bindings = { changeId: id, schemeId, head }
  const given = await rows<{ faceId: number; gridId: number }>(
    trx,
    `with wanted as (
       select f.face_id, nextval(pg_get_serial_sequence('grid', 'id')) as grid_id, l.id as level_id
         from change_face as f
         join level as l on l.scheme_id = :schemeId::int and l.depth = f.depth
        where ${STANDING}
          and f.face_id < 0
          and not f.gone
        order by f.face_id desc),
     made as (
       insert into grid (id, scheme_id, level_id)
       overriding system value
       select w.grid_id, :schemeId::int, w.level_id from wanted as w
       returning id)
     select w.face_id as "faceId", w.grid_id as "gridId" from wanted as w where w.grid_id in (select m.id from made as m)`,
    bindings,
  )
  if (given.length === 0) return
  const map = {
    ...bindings,
    faceIds: given.map(({ faceId }) => faceId),
    gridIds: given.map(({ gridId }) => gridId),
  }
  const mapped = `unnest(:faceIds::bigint[], :gridIds::bigint[]) as m (face_id, grid_id)`
  await rows(
    trx,
    `update change_face as f set face_id = m.grid_id from ${mapped} where f.change_id = :changeId::bigint and f.face_id = m.face_id`,
    map,
  )
  await rows(
    trx,
    `update change_face as f set parent_id = m.grid_id from ${mapped} where f.change_id = :changeId::bigint and f.parent_id = m.face_id`,
    map,
  )
  await rows(
    trx,
    `update change_face as f
        set origins = array(select coalesce(m.grid_id, o.id)
                              from unnest(f.origins) as o (id)
                              left join ${mapped} on m.face_id = o.id)
      where f.change_id = :changeId::bigint
        and f.origins && :faceIds::bigint[]`,
    map,
  )
}
