/** State and confirmation are words of the registry, days are days (D8, ISO, 2026年1月2日, milliseconds). */
import { ROLES } from '../../../shared/words.ts'
import { type Rule, SCOPE } from '../rule.ts'

const WORDS = [
  ['state', 'state', 'state'],
  ['surveyedOn', 'surveyed_on', 'day'],
  ['changedOn', 'changed_on', 'day'],
  ...ROLES.flatMap((role) => [
    [`${role}.state`, `${role}_state`, 'confirmation'],
    [`${role}.until`, `${role}_until`, 'day'],
  ]),
]

const unknownOf = (kind: string): string =>
  `(select u.said from census_word as u where u.census_id = :censusId::bigint and u.kind = '${kind}' and u.problem is not null)`

export const wordsKnown: Rule = {
  name: 'words-known',
  severity: 'error',
  sql: () => `
    select r.row_no, w.problem->>'code' as code, said.target, w.problem->'values' as says
      from census_row as r
     cross join lateral (values ${WORDS.map(([target, column, kind]) => `('${target}', '${kind}', r.${column})`).join(', ')})
           as said (target, kind, word)
      join census_word as w on w.census_id = r.census_id and w.kind = said.kind and w.said = said.word
     where ${SCOPE}
       and (${WORDS.map(([, column, kind = '']) => `r.${column} in ${unknownOf(kind)}`).join('\n            or ')})
       and w.problem is not null`,
}
