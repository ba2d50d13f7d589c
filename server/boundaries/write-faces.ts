/** Writes what one operation made: the former rows of those faces end with it, new ones begin; and what the register had is remembered at the first touch. */
import { type Connection, rows } from '../db/database.ts'
import { type FaceWrite, geojsonOf, shapeOf } from './draft-face.ts'

/** Operations that were undone are forgotten, so that another one can take their place. */
export const forgetUndone = async (trx: Connection, changeId: number, head: number): Promise<void> => {
  const bindings = { changeId, head }
  await rows(
    trx,
    `delete from change_operation as o where o.change_id = :changeId::bigint and o.no > :head::int`,
    bindings,
  )
  await rows(
    trx,
    `delete from change_face as f where f.change_id = :changeId::bigint and f.from_op > :head::int`,
    bindings,
  )
  await rows(
    trx,
    `update change_face as f set to_op = null where f.change_id = :changeId::bigint and f.to_op > :head::int`,
    bindings,
  )
}

const rememberBase = (trx: Connection, changeId: number, ids: readonly number[]): Promise<unknown> =>
  rows(
    trx,
    `insert into change_base (change_id, face_id, version_id)
     select :changeId::bigint, v.grid_id, v.id
       from grid_version as v
      where v.grid_id = any (:ids::bigint[])
        and v.valid_to is null
         on conflict (change_id, face_id) do nothing`,
    { changeId, ids },
  )

/** Each face once, rings turned as grids are stored: overlays give them the other way round. Areas are taken in the district's metric system. */
export const writeFaces = async (
  trx: Connection,
  { changeId, opNo, metricSrid }: { changeId: number; opNo: number; metricSrid: number },
  writes: readonly FaceWrite[],
): Promise<void> => {
  const ids = writes.map(({ id }) => id)
  await rememberBase(
    trx,
    changeId,
    ids.filter((id) => id > 0),
  )
  await rows(
    trx,
    `update change_face as f
        set to_op = :opNo::int
      where f.change_id = :changeId::bigint
        and f.face_id = any (:ids::bigint[])
        and f.to_op is null`,
    { changeId, opNo, ids },
  )
  await rows(
    trx,
    `insert into change_face (change_id, face_id, from_op, gone, depth, code, name, parent_id, geom, area_m2, origins)
     select :changeId::bigint, w.face_id, :opNo::int, w.gone, w.depth, w.code, w.name, w.parent_id, s.geom,
            st_area(st_transform(s.geom, :metricSrid::int)),
            array(select jsonb_array_elements_text(w.origins)::bigint)
       from unnest(:ids::bigint[], :gone::boolean[], :depths::smallint[], :codes::text[], :names::text[], :parents::bigint[],
                   :shapes::text[], :origins::jsonb[])
            as w (face_id, gone, depth, code, name, parent_id, shape, origins)
      cross join lateral (select st_forcepolygonccw(${shapeOf('w.shape')}) as geom) as s`,
    {
      changeId,
      opNo,
      metricSrid,
      ids,
      gone: writes.map(({ gone }) => gone ?? false),
      depths: writes.map(({ depth }) => depth),
      codes: writes.map(({ code }) => code),
      names: writes.map(({ name }) => name),
      parents: writes.map(({ parentId }) => parentId),
      shapes: writes.map(({ polygons }) => geojsonOf(polygons)),
      origins: writes.map(({ origins }) => JSON.stringify(origins ?? [])),
    },
  )
}
