/** No text holds characters that could not be decoded, or control characters; line ends and tabs are welcome in prose. */

import { SAID_TARGETS, saidColumn } from '../../staging/said-columns.ts'
import { type Rule, SCOPE } from '../rule.ts'

/** U+FFFD, and the controls of both halves but for tab, line feed and carriage return. */
const SPOILT = `'[\\u0001-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F\\uFFFD]'`
/** What a line end has no business in: everything that is looked up. */
const PROSE = `('location', 'note')`

const COLUMNS = SAID_TARGETS.map((target) => [target, saidColumn(target)] as const)

export const textSpoilt: Rule = {
  name: 'text-spoilt',
  severity: 'error',
  sql: () => `
    select r.row_no, 'text_undecodable' as code, s.target, jsonb_build_object('value', s.word) as says
      from census_row as r
     cross join lateral (values ${COLUMNS.map(([target, column]) => `('${target}', r.${column})`).join(', ')}) as s (target, word)
     where ${SCOPE}
       and concat(${COLUMNS.map(([, column]) => `r.${column}`).join(', ')}) ~ '[\\u0001-\\u001F\\u007F-\\u009F\\uFFFD]'
       and (s.word ~ ${SPOILT} or (s.target not in ${PROSE} and s.word ~ '[\\u0009\\u000A\\u000D]'))
       and not exists (
         select from census_finding as f
          where f.census_id = r.census_id and f.row_no = r.row_no and f.by_reader and f.code = 'text_undecodable')`,
}
