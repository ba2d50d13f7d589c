/** A code is there, and has the form of its edition: county, class and sequence, 16 digits (CJ/T 214-2007, GB/T 30428.2-2013) or 17 (GB/T 47678.5-2026). */
import { type Rule, SCOPE } from '../rule.ts'
import { hasDigits } from '../understand-classes.ts'

/** Spreadsheets make 3.20506E+15 of a long code: the code as issued is lost. A question mark would be a binding. */
const SCIENTIFIC = `r.code ~* '^[0-9]([.][0-9]+){0,1}E[+]{0,1}[0-9]{2}$'`

export const codeForm: Rule = {
  name: 'code-form',
  severity: 'error',
  sql({ catalogue: { editionId, classCodeLength, componentCodeLength } }) {
    const formed =
      classCodeLength === null || componentCodeLength === null
        ? `not ${SCIENTIFIC}`
        : hasDigits(componentCodeLength)
    const expected = `6 + ${classCodeLength} + 6 = ${componentCodeLength}`
    return `
      select r.row_no,
             case when r.code is null then 'code_missing' when ${SCIENTIFIC} then 'code_scientific' else 'code_form' end as code,
             'code' as target,
             jsonb_build_object('value', r.code, 'edition', (select e.code from edition as e where e.id = ${editionId}), 'expected', '${expected}') as says
        from census_row as r
       where ${SCOPE}
         and (r.code is null or not ${formed})
         and not exists (
           select from census_finding as f
            where f.census_id = r.census_id and f.row_no = r.row_no and f.by_reader and f.severity = 'error'
              and f.target in ('', 'code'))`
  },
}
