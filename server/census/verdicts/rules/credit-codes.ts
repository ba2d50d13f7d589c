/** A unit's code that has the form of a unified social credit code ends with its check character (GB 32100). */

import { saidRoles } from '../../staging/said-columns.ts'
import { type Rule, SCOPE } from '../rule.ts'

export const creditCodes: Rule = {
  name: 'credit-codes',
  severity: 'warning',
  sql: ({ wrongCreditCodes }) =>
    wrongCreditCodes.length === 0
      ? null
      : `
    with wrong as materialized (
      select w.code, w.expected
        from (values ${wrongCreditCodes.map(({ code, expected }) => `('${code}', '${expected}')`).join(', ')}) as w (code, expected))
    select r.row_no, 'credit_code' as code, said.role as target,
           jsonb_build_object('value', w.code, 'expected', w.expected) as says
      from census_row as r
     cross join lateral ${saidRoles('r')}
      join wrong as w on w.code = coalesce(nullif(said.code, ''), said.unit)
     where ${SCOPE}`,
}
