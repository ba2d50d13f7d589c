/** Writes the roles that a commit changes (GB/T 30428.2: 主管, 权属, 养护). Only roles that the layer speaks of are touched; none said ends the former one. */
import { type Connection, rows } from '../../db/database.ts'
import { ROLES, type Role } from '../../shared/words.ts'
import { ACCEPTED } from '../difference/good-row.ts'
import type { Instant } from './write-versions.ts'

const endRole = (trx: Connection, role: Role, instant: Instant) =>
  rows(
    trx,
    `update component_role as c
        set valid_to = :at::timestamptz, ended_by = :batchId::bigint
       from census_difference as d
       join census as z on z.id = d.census_id
      where d.census_id = :censusId::bigint
        and '${role}' = any (d.changes)
        and ${ACCEPTED}
        and c.component_id = d.component_id
        and c.role = '${role}'
        and c.valid_to is null`,
    instant,
  )

/** Of the three roles in one statement, because each costs a scan of the difference. Confirmation, end and basis that the layer does not speak of begin anew. */
const beginRoles = (trx: Connection, instant: Instant) =>
  rows(
    trx,
    `insert into component_role (component_id, role, unit_id, state, basis, until, batch_id, valid_from)
     select d.component_id, said.role, said.unit_id, said.state, said.basis, said.until, :batchId::bigint, :at::timestamptz
       from census_difference as d
       join census as z on z.id = d.census_id
       join census_row as r on r.census_id = d.census_id and r.row_no = d.row_no
       join census_meaning as m on m.census_id = d.census_id and m.row_no = d.row_no
      cross join lateral (values ${ROLES.map(
        (role) => `('${role}', m.${role}_id, m.${role}_state, r.${role}_basis, m.${role}_until)`,
      ).join(', ')}) as said (role, unit_id, state, basis, until)
      where d.census_id = :censusId::bigint
        and said.state is not null
        and (d.kind in ('new', 'suspect', 'returned') or said.role = any (d.changes))
        and ${ACCEPTED}
      order by d.row_no`,
    { ...instant },
  )

export const writeRoles = async (trx: Connection, instant: Instant): Promise<void> => {
  for (const role of ROLES) await endRole(trx, role, instant)
  await beginRoles(trx, instant)
}
