/** Writes the versions of a judged batch: ends the former ones, makes the identities of what is new, and begins the new ones at one instant. */
import { type Connection, rows } from '../db/database.ts'

export const writeVersions = async (
  trx: Connection,
  {
    batchId,
    editionId,
    stated,
    at,
  }: { batchId: number; editionId: number; stated: readonly string[]; at: string },
): Promise<void> => {
  await rows(
    trx,
    `update component_version as v
        set valid_to = :at::timestamptz
       from batch_row as r
      where r.batch_id = :batchId::bigint
        and r.verdict = 'changed'
        and v.component_id = r.entity_id
        and v.valid_to is null`,
    { batchId, at },
  )
  await rows(
    trx,
    `insert into component (id)
     overriding system value
     select r.entity_id
       from batch_row as r
      where r.batch_id = :batchId::bigint
        and r.verdict = 'new'
      order by r.row_no`,
    { batchId },
  )
  await rows(
    trx,
    `insert into component_version
            (component_id, edition_id, code, class_id, name, geom, state, location, surveyed_on, changed_on, data_source,
             note, extra, source_crs, source_geom, batch_id, valid_from)
     select r.entity_id, :editionId::int, r.code, f."classId",
            case when 'name' = any (:stated::text[]) or v.id is null then coalesce(f.name, '') else v.name end,
            r.geom,
            case when 'state' = any (:stated::text[]) or v.id is null then coalesce(f.state, 'unknown') else v.state end,
            case when 'location' = any (:stated::text[]) then f.location else v.location end,
            case when 'surveyedOn' = any (:stated::text[]) then f."surveyedOn" else v.surveyed_on end,
            case when 'changedOn' = any (:stated::text[]) then f."changedOn" else v.changed_on end,
            case when 'dataSource' = any (:stated::text[]) then f."dataSource" else v.data_source end,
            case when 'note' = any (:stated::text[]) then f.note else v.note end,
            case when 'extra' = any (:stated::text[]) or v.id is null then coalesce(f.extra, '{}') else v.extra end,
            r.source_crs, r.source_geom, :batchId::bigint, :at::timestamptz
       from batch_row as r
      cross join lateral jsonb_to_record(r.fields)
            as f ("classId" int, name text, state text, location text, "surveyedOn" date, "changedOn" date,
                  "dataSource" text, note text, extra jsonb)
       left join component_version as v
         on r.verdict = 'changed' and v.component_id = r.entity_id and v.valid_to = :at::timestamptz
      where r.batch_id = :batchId::bigint
        and r.verdict in ('new', 'changed')
      order by r.row_no`,
    { batchId, editionId, stated, at },
  )
}
