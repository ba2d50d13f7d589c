/** Each unit that a row names is known, or may be made; no row names a unit and says that nobody has the role. */
import { ROLES } from '../../../shared/words.ts'
import { saidRoles } from '../../staging/said-columns.ts'
import { type Rule, SCOPE } from '../rule.ts'

/** Rows that may fail: few, so that the words of the others are not looked up. */
const SUSPECTS = ROLES.map(
  (role) => `
            (coalesce(r.${role}_unit, ''), coalesce(r.${role}_code, ''), coalesce(r.${role}_name, '')) in (
              select u.said, u.code, u.name
                from census_unit as u
               where u.census_id = :censusId::bigint and u.problem is not null)
            or r.${role}_state in (
              select w.said
                from census_word as w
               where w.census_id = :censusId::bigint and w.kind = 'confirmation' and w.meaning = 'unowned')`,
).join(' or')

export const unitKnown: Rule = {
  name: 'unit-known',
  severity: 'error',
  sql: () => `
    select r.row_no,
           case when u.problem is not null then u.problem->>'code' else 'role_contradiction' end as code,
           said.role as target,
           coalesce(u.problem->'values',
                    jsonb_build_object('value', coalesce(nullif(said.name, ''), nullif(said.code, ''), said.unit))) as says
      from census_row as r
     cross join lateral ${saidRoles('r')}
      join census_unit as u
        on u.census_id = r.census_id and u.said = said.unit and u.code = said.code and u.name = said.name
      left join census_word as w
        on w.census_id = r.census_id and w.kind = 'confirmation' and w.said = said.state
     where ${SCOPE}
       and (${SUSPECTS})
       and (u.problem is not null or w.meaning = 'unowned')`,
}
