/**
 * What an edition of the standard requires is filled. A target that no row of a layer says is told once, at the layer's first row: a column that was forgotten
 * is one fault and not 231,000. Without code, class and place a row is useless, and other rules refuse it.
 */
import { fieldsOfEdition } from '../edition-fields.ts'
import { type Rule, SCOPE } from '../rule.ts'

const SAID = {
  name: 'coalesce(r.name, r.class_name)',
  competent: 'coalesce(r.competent_code, r.competent_name, r.competent_unit, r.competent_state)',
  gridCode: 'r.grid_code',
  state: 'r.state',
  surveyedOn: 'r.surveyed_on',
} as const

export const requiredFields: Rule = {
  name: 'required-fields',
  severity: 'warning',
  sql({ catalogue: { edition } }) {
    const required = fieldsOfEdition(edition)?.required ?? []
    if (required.length === 0) return null
    const absentIn = required.map(
      (target) => `
      select l.layer_no, l.name, l.first_row, '${target}' as target
        from census_layer as l
       where l.census_id = :censusId::bigint
         and not exists (
           select from census_row as r
            where r.census_id = l.census_id and r.layer_no = l.layer_no and ${SAID[target]} is not null)`,
    )
    return `
    with absent as materialized (${absentIn.join('\n       union all')})
    select r.row_no, case when a.target is null then 'required_missing' else 'required_absent' end as code, s.target,
           jsonb_build_object('target', s.target, 'edition', '${edition}', 'layer', a.name) as says
      from census_row as r
     cross join lateral (values ${required.map((target) => `('${target}', ${SAID[target]})`).join(', ')}) as s (target, word)
      left join absent as a on a.layer_no = r.layer_no and a.target = s.target
     where ${SCOPE}
       and not (${required.map((target) => `${SAID[target]} is not null`).join(' and ')})
       and s.word is null
       and (a.target is null or r.row_no = a.first_row)`
  },
}
