/** What changed at SECOND in the small registry. */
import type { Connection } from '../../server/db/database.ts'
import { FIRST, SECOND } from './fixture-dates.ts'

/** Gives one component a former shape, state and maintainer, and ends another. */
export const makeHistory = async (
  trx: Connection,
  changedId: number,
  removedId: number,
  companyIds: number[],
): Promise<void> => {
  const bindings = {
    changedId,
    removedId,
    first: FIRST,
    second: SECOND,
    formerUnit: companyIds[0],
    unit: companyIds[1],
  }
  await trx.raw(
    `update component_version as v set valid_from = :second::timestamptz, state = 'intact' where v.component_id = :changedId::bigint`,
    bindings,
  )
  await trx.raw(
    `insert into component_version (component_id, edition_id, code, class_id, geom, state, source_crs, valid_from, valid_to)
     select v.component_id, v.edition_id, v.code, v.class_id, st_translate(v.geom, 0.00001, 0), 'damaged', v.source_crs, :first::timestamptz, :second::timestamptz
       from component_version as v
      where v.component_id = :changedId::bigint`,
    bindings,
  )
  await trx.raw(
    `delete from component_role as r where r.component_id = :changedId::bigint and r.role = 'maintainer'`,
    bindings,
  )
  await trx.raw(
    `insert into component_role (component_id, role, unit_id, state, valid_from, valid_to)
     values (:changedId::bigint, 'maintainer', :formerUnit::bigint, 'presumed', :first::timestamptz, :second::timestamptz),
            (:changedId::bigint, 'maintainer', :unit::bigint, 'confirmed', :second::timestamptz, null)`,
    bindings,
  )
  for (const table of ['component_version', 'component_role', 'component_grid']) {
    await trx.raw(
      `update ${table} as t set valid_to = :second::timestamptz where t.component_id = :removedId::bigint and t.valid_to is null`,
      bindings,
    )
  }
}
