/** Judges the staged rows of a grid batch: usable polygon, parent found, and whether the grid is new, changed or the same. EPSG:4490. */
import { type Connection, rows } from '../db/database.ts'
import { refuseRepeatedCodes, refuseRows } from './refuse-rows.ts'

/** `field`: each row names its parent's code. `auto`: the parent that covers the grid's interior point. `none`: the first level. */
export type ParentRule = 'field' | 'auto' | 'none'

export type GridFieldNames = { readonly code: string | null; readonly parent: string | null }

const refuseInvalid = async (trx: Connection, batchId: number, srid: number): Promise<void> => {
  await refuseRows(trx, batchId, {
    code: 'polygon_invalid',
    field: null,
    query: `
      select r.row_no,
             jsonb_build_object('detail', d.reason, 'lon', round(st_x(d.location)::numeric, 7), 'lat', round(st_y(d.location)::numeric, 7)) as values
        from batch_row as r
       cross join lateral st_isvaliddetail(r.geom) as d
       where r.batch_id = :batchId::bigint
         and r.verdict is null
         and not d.valid`,
  })
  await refuseRows(trx, batchId, {
    code: 'polygon_no_area',
    field: null,
    bindings: { srid },
    query: `
      select r.row_no, '{}'::jsonb as values
        from batch_row as r
       where r.batch_id = :batchId::bigint
         and r.verdict is null
         and not coalesce(st_area(st_transform(r.geom, :srid::int)) > 0, false)`,
  })
}

/** Writes the parent's identity into the row's fields. */
const findParents = async (
  trx: Connection,
  batchId: number,
  { parentLevelId, rule, field }: { parentLevelId: number; rule: ParentRule; field: string | null },
): Promise<void> => {
  await rows(
    trx,
    rule === 'field'
      ? `update batch_row as r
            set fields = r.fields || jsonb_build_object('parentId', m.grid_id)
           from grid_version as m
          where r.batch_id = :batchId::bigint
            and r.verdict is null
            and m.level_id = :parentLevelId::int
            and m.valid_to is null
            and m.code = r.fields->>'parentCode'`
      : `update batch_row as r
            set fields = r.fields || jsonb_build_object('parentId', p.grid_id)
           from (
             select b.row_no, hit.grid_id
               from batch_row as b
              cross join lateral (
                select m.grid_id
                  from grid_version as m
                 where m.level_id = :parentLevelId::int
                   and m.valid_to is null
                   and st_covers(m.geom, st_pointonsurface(b.geom))
                 order by m.code collate "C"
                 limit 1) as hit
              where b.batch_id = :batchId::bigint
                and b.verdict is null) as p
          where r.batch_id = :batchId::bigint
            and r.row_no = p.row_no`,
    { batchId, parentLevelId },
  )
  const missing = `r.batch_id = :batchId::bigint and r.verdict is null and r.fields->>'parentId' is null`
  await refuseRows(
    trx,
    batchId,
    rule === 'field'
      ? {
          code: 'parent_unknown',
          field,
          query: `select r.row_no, jsonb_build_object('value', r.fields->>'parentCode') as values
                    from batch_row as r where ${missing}`,
        }
      : {
          code: 'parent_not_found',
          field,
          query: `select r.row_no,
                         jsonb_build_object('lon', round(st_x(st_pointonsurface(r.geom))::numeric, 7),
                                            'lat', round(st_y(st_pointonsurface(r.geom))::numeric, 7)) as values
                    from batch_row as r where ${missing}`,
        },
  )
}

const refuseRetiredCodes = (
  trx: Connection,
  batchId: number,
  levelId: number,
  field: string | null,
): Promise<number> =>
  refuseRows(trx, batchId, {
    code: 'code_retired',
    field,
    bindings: { levelId },
    query: `
      select distinct on (r.row_no) r.row_no, jsonb_build_object('value', r.code, 'id', v.grid_id) as values
        from batch_row as r
        join grid_version as v on v.level_id = :levelId::int and v.code = r.code and v.valid_to is not null
       where r.batch_id = :batchId::bigint
         and r.verdict is null
         and not exists (select from grid_version as g where g.level_id = :levelId::int and g.code = r.code and g.valid_to is null)
       order by r.row_no`,
  })

/** A grid is known again by its code; or, where no row has its code any more, by an unchanged shape under a new code. */
const judge = async (trx: Connection, batchId: number, levelId: number): Promise<void> => {
  await rows(
    trx,
    `update batch_row as r
        set verdict = case
              when j.former_id is null then 'new'
              when j.differs then 'changed'
              else 'same' end,
            entity_id = coalesce(j.former_id, nextval(pg_get_serial_sequence('grid', 'id')))
       from (
         select b.row_no, v.grid_id as former_id,
                (v.code, v.name, v.parent_id, v.geom) is distinct from
                (b.code, b.fields->>'name', (b.fields->>'parentId')::bigint, b.geom) as differs
           from batch_row as b
           left join grid_version as same_code
             on same_code.level_id = :levelId::int and same_code.code = b.code and same_code.valid_to is null
           left join lateral (
             select g.id
               from grid_version as g
              where same_code.id is null
                and g.level_id = :levelId::int
                and g.valid_to is null
                and g.geom ~= b.geom
                and g.geom = b.geom
                and not exists (
                  select from batch_row as o
                   where o.batch_id = :batchId::bigint and o.verdict is null and o.code = g.code)
              limit 1) as same_shape on true
           left join grid_version as v on v.id = coalesce(same_code.id, same_shape.id)
          where b.batch_id = :batchId::bigint
            and b.verdict is null) as j
      where r.batch_id = :batchId::bigint
        and r.row_no = j.row_no`,
    { batchId, levelId },
  )
}

export const judgeGrids = async (
  trx: Connection,
  batch: {
    batchId: number
    levelId: number
    parentLevelId: number | null
    parents: ParentRule
    srid: number
    fields: GridFieldNames
  },
): Promise<void> => {
  const { batchId, levelId, parentLevelId } = batch
  await refuseRepeatedCodes(trx, batchId, batch.fields.code)
  await refuseInvalid(trx, batchId, batch.srid)
  await refuseRetiredCodes(trx, batchId, levelId, batch.fields.code)
  if (parentLevelId !== null) {
    await findParents(trx, batchId, { parentLevelId, rule: batch.parents, field: batch.fields.parent })
  }
  await judge(trx, batchId, levelId)
}
