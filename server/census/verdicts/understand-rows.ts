/** What each row means, from the words that were understood: class, state, days and roles as identities, in `census_meaning`. */
import { type Connection, rows } from '../../db/database.ts'
import type { ClassCatalogue } from '../../imports/catalogue.ts'
import { ROLES, type Role } from '../../shared/words.ts'
import { classDigits } from './understand-classes.ts'

/** A unit without a confirmation is presumed; a role without a unit says something only where it says that nobody has it. */
const roleColumns = (role: Role): string => `
            ${role}_u.unit_id,
            case when ${role}_u.unit_id is not null then coalesce(${role}_s.meaning, 'presumed')
                 when ${role}_s.meaning in ('unowned', 'on_notice') then ${role}_s.meaning end,
            ${role}_d.meaning::date`

const roleJoins = (role: Role): string => `
       left join census_unit as ${role}_u
         on ${role}_u.census_id = r.census_id
        and ${role}_u.said = coalesce(r.${role}_unit, '')
        and ${role}_u.code = coalesce(r.${role}_code, '')
        and ${role}_u.name = coalesce(r.${role}_name, '')
       left join census_word as ${role}_s
         on ${role}_s.census_id = r.census_id and ${role}_s.kind = 'confirmation' and ${role}_s.said = r.${role}_state
       left join census_word as ${role}_d
         on ${role}_d.census_id = r.census_id and ${role}_d.kind = 'day' and ${role}_d.said = r.${role}_until`

const COLUMNS = ROLES.map((role) => `${role}_id, ${role}_state, ${role}_until`).join(', ')

/** Of all rows, or of those that were just corrected. */
export const understandRows = async (
  trx: Connection,
  censusId: number,
  catalogue: ClassCatalogue,
  only: readonly number[] | null = null,
): Promise<void> => {
  await rows(
    trx,
    `delete from census_meaning as m
      where m.census_id = :censusId::bigint
        and (:only::int[] is null or m.row_no = any (:only::int[]))`,
    { censusId, only },
  )
  const grown =
    only === null
      ? ['census_word', 'census_class', 'census_unit', 'census_row (census_id, row_no, code)']
      : []
  for (const table of grown) await trx.raw(`analyze ${table}`)
  await rows(
    trx,
    `insert into census_meaning (census_id, row_no, class_id, state, surveyed_on, changed_on, ${COLUMNS})
     select r.census_id, r.row_no, c.class_id, coalesce(state.meaning, 'unknown'), surveyed.meaning::date, changed.meaning::date,
            ${ROLES.map(roleColumns).join(',')}
       from census_row as r
       left join census_class as c
         on c.census_id = r.census_id
        and c.digits = ${classDigits(catalogue)}
        and c.class_code = coalesce(r.class_code, '')
        and c.class_name = coalesce(r.class_name, '')
       left join census_word as state
         on state.census_id = r.census_id and state.kind = 'state' and state.said = r.state
       left join census_word as surveyed
         on surveyed.census_id = r.census_id and surveyed.kind = 'day' and surveyed.said = r.surveyed_on
       left join census_word as changed
         on changed.census_id = r.census_id and changed.kind = 'day' and changed.said = r.changed_on
       ${ROLES.map(roleJoins).join('')}
      where r.census_id = :censusId::bigint
        and (:only::int[] is null or r.row_no = any (:only::int[]))`,
    { censusId, only },
  )
  // Without it a small census beside large ones is taken for one row, and 3,000 rows are joined to their meanings by comparing all with all: 2 s.
  if (only === null) await trx.raw('analyze census_meaning (census_id, row_no, class_id)')
}
