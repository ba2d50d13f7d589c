/** Each unit that a row names is known, or may be made; no row names a unit and says that nobody has the role. */
import { type Rule, SCOPE } from '../rule.ts'
import { saidRoles } from '../said-columns.ts'

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
       and (u.problem is not null or w.meaning = 'unowned')`,
}
