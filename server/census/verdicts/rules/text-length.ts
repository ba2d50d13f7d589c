/** No text is longer than the registry keeps it, in characters. */
import { ROLES } from '../../../shared/words.ts'
import { saidColumn } from '../../staging/said-columns.ts'
import { type Rule, SCOPE } from '../rule.ts'

/** Codes and keys stand in b-trees, which take 2,700 bytes. */
const LONGEST = Object.entries({
  code: 100,
  key: 200,
  name: 200,
  location: 500,
  dataSource: 200,
  note: 2000,
  ...Object.fromEntries(
    ROLES.flatMap((role) => [
      [`${role}.unit`, 200],
      [`${role}.code`, 200],
      [`${role}.name`, 200],
      [`${role}.basis`, 2000],
    ]),
  ),
}).map(([target, limit]) => ({ target, limit, column: `r.${saidColumn(target)}` }))

export const textLength: Rule = {
  name: 'text-length',
  severity: 'error',
  // Bytes are known without counting; no text has more characters than bytes.
  sql: () => `
    select r.row_no, 'text_too_long' as code, s.target, jsonb_build_object('length', length(s.word), 'limit', s.longest) as says
      from census_row as r
     cross join lateral (values ${LONGEST.map(({ target, limit, column }) => `('${target}', ${column}, ${limit})`).join(', ')})
           as s (target, word, longest)
     where ${SCOPE}
       and (${LONGEST.map(({ limit, column }) => `octet_length(${column}) > ${limit}`).join(' or ')})
       and length(s.word) > s.longest`,
}
