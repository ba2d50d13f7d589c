/** A code is not in use under another edition that has code forms of its own: 16 digits are no proof of an edition, and only a surveyor knows whether the two are one. */
import { type Rule, SCOPE } from '../rule.ts'

export const codeTaken: Rule = {
  name: 'code-taken',
  severity: 'error',
  sql: ({ catalogue: { editionId, componentCodeLength } }) =>
    componentCodeLength === null
      ? null
      : `
    select distinct on (r.row_no) r.row_no, 'code_other_edition' as code, 'code' as target,
           jsonb_build_object('value', r.code, 'edition', e.code) as says
      from census_row as r
      join component_version as v on v.code = r.code and v.valid_to is null and v.edition_id <> ${editionId}
      join edition as e on e.id = v.edition_id and e.component_code_length is not null
     where ${SCOPE}
     order by r.row_no`,
}
