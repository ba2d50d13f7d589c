/** Writes the versions that a commit takes: ends the former ones, makes the identities of what is new, and begins the new ones at one instant. */
import { type Connection, rows } from '../../db/database.ts'
import { listScope } from '../../imports/component-scope.ts'
import { ACCEPTED, BEGINS, RETIRED, VERSIONED } from '../difference/good-row.ts'
import { endComponents } from './end-components.ts'

export type Instant = { readonly censusId: number; readonly batchId: number; readonly at: string }

const stated = (target: string, said: string, column: string): string =>
  `case when '${target}' = any (l.stated) or v.id is null then ${said} else v.${column} end`

const endFormer = (trx: Connection, instant: Instant) =>
  rows(
    trx,
    `update component_version as v
        set valid_to = :at::timestamptz, ended_by = :batchId::bigint
       from census_difference as d
       join census as z on z.id = d.census_id
      where d.census_id = :censusId::bigint
        and not ${BEGINS}
        and ${VERSIONED}
        and ${ACCEPTED}
        and v.component_id = d.component_id
        and v.valid_to is null`,
    instant,
  )

const makeIdentities = (trx: Connection, instant: Instant) =>
  rows(
    trx,
    `insert into component (id)
     overriding system value
     select d.component_id
       from census_difference as d
       join census as z on z.id = d.census_id
      where d.census_id = :censusId::bigint
        and d.kind in ('new', 'suspect')
        and ${ACCEPTED}
      order by d.row_no`,
    { ...instant },
  )

/**
 * What a layer has no field for stays as it was; record ids of the export come along without ever being a reason for a version. The former version is
 * found by its component: joined by its end, each row met all versions that ended at that instant.
 */
const beginNew = (trx: Connection, instant: Instant & { editionId: number }) =>
  rows(
    trx,
    `insert into component_version
            (component_id, edition_id, code, class_id, name, geom, state, location, surveyed_on, changed_on, data_source,
             note, extra, source_crs, source_geom, batch_id, valid_from)
     select d.component_id, :editionId::int, r.code, m.class_id,
            ${stated('name', `coalesce(r.name, '')`, 'name')},
            case when v.id is null or 'place' = any (d.changes) then r.geom else v.geom end,
            ${stated('state', 'm.state', 'state')},
            ${stated('location', 'r.location', 'location')},
            ${stated('surveyedOn', 'm.surveyed_on', 'surveyed_on')},
            ${stated('changedOn', 'm.changed_on', 'changed_on')},
            ${stated('dataSource', 'r.data_source', 'data_source')},
            ${stated('note', 'r.note', 'note')},
            r.extra,
            case when v.id is null or 'place' = any (d.changes) then r.source_crs else v.source_crs end,
            case when v.id is null or 'place' = any (d.changes) then r.source_geom else v.source_geom end,
            :batchId::bigint, :at::timestamptz
       from census_difference as d
       join census as z on z.id = d.census_id
       join census_row as r on r.census_id = d.census_id and r.row_no = d.row_no
       join census_meaning as m on m.census_id = d.census_id and m.row_no = d.row_no
       join census_layer as l on l.census_id = d.census_id and l.layer_no = r.layer_no
       left join lateral (
         select w.*
           from component_version as w
          where not ${BEGINS}
            and w.component_id = d.component_id
            and w.valid_to = :at::timestamptz
          limit 1) as v on true
      where d.census_id = :censusId::bigint
        and ${VERSIONED}
        and ${ACCEPTED}
      order by d.row_no`,
    instant,
  )

/** Ends what the delivery does not bring, where that was accepted. */
const retireMissing = async (trx: Connection, instant: Instant): Promise<void> => {
  const sql = `
      select x.component_id
        from census_missing as x
        join census as z on z.id = x.census_id
       where x.census_id = :censusId::bigint
         and ${RETIRED}`
  const missing = await listScope(trx, { sql, bindings: { censusId: instant.censusId } })
  await endComponents(trx, instant, missing)
}

export const writeVersions = async (
  trx: Connection,
  instant: Instant & { readonly editionId: number },
): Promise<void> => {
  await endFormer(trx, instant)
  await makeIdentities(trx, instant)
  await beginNew(trx, instant)
  await retireMissing(trx, instant)
}
