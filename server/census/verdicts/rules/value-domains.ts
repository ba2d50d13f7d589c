/** Texts have the length that the edition gives them, in characters, and the data source is one of the standard's. */

import { saidColumn } from '../../staging/said-columns.ts'
import { DATA_SOURCES, fieldsOfEdition } from '../edition-fields.ts'
import { type Rule, SCOPE } from '../rule.ts'

export const valueDomains: Rule = {
  name: 'value-domains',
  severity: 'warning',
  sql({ catalogue: { edition } }) {
    const fields = fieldsOfEdition(edition)
    if (fields === null) return null
    const limits = Object.entries(fields.longest).map(([target, limit]) => ({
      target,
      limit,
      column: `r.${saidColumn(target)}`,
    }))
    const sources = DATA_SOURCES.map((source) => `'${source}'`).join(', ')
    return `
    select r.row_no, 'text_over_edition' as code, s.target,
           jsonb_build_object('target', s.target, 'length', length(s.word), 'limit', s.longest, 'edition', '${edition}') as says
      from census_row as r
     cross join lateral (values ${limits.map(({ target, limit, column }) => `('${target}', ${column}, ${limit})`).join(', ')})
           as s (target, word, longest)
     where ${SCOPE}
       and (${limits.map(({ limit, column }) => `length(${column}) > ${limit}`).join(' or ')})
       and length(s.word) > s.longest
     union all
    select r.row_no, 'data_source_unknown', 'dataSource',
           jsonb_build_object('value', r.data_source, 'expected', '${DATA_SOURCES.join('、')}')
      from census_row as r
     where ${SCOPE}
       and r.data_source not in (${sources})`
  },
}
