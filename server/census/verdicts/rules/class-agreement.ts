/** Code digits, class code and class name mean one class of the edition: 0114 is 无主井盖 in 2007 and 园林井盖 in 2013. */
import { type Rule, SCOPE } from '../rule.ts'
import { classDigits } from '../understand-classes.ts'

export const classAgreement: Rule = {
  name: 'class-agreement',
  severity: 'error',
  sql: ({ catalogue }) => `
    select r.row_no, c.problem->>'code' as code, 'class' as target, c.problem->'values' as says
      from census_row as r
      join census_class as c
        on c.census_id = r.census_id
       and c.digits = ${classDigits(catalogue)}
       and c.class_code = coalesce(r.class_code, '')
       and c.class_name = coalesce(r.class_name, '')
     where ${SCOPE}
       and c.problem is not null`,
}
