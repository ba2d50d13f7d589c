/** The first six digits of a code are the district's county (GB/T 2260), or stand in the registry already: prefixes are those of the day a thing was coded. */
import { type Rule, SCOPE } from '../rule.ts'
import { hasDigits } from '../understand-classes.ts'

export const county: Rule = {
  name: 'county',
  severity: 'warning',
  // Few prefixes are asked about, each by one probe of the index: ':' follows '9' in the order of bytes.
  sql: ({ catalogue: { classCodeLength, componentCodeLength } }) =>
    classCodeLength === null || componentCodeLength === null
      ? null
      : `
    with begun as materialized (
      select p.prefix, left(d.code, 6) as county
        from (select distinct left(r.code, 6) as prefix
                from census_row as r
               where ${SCOPE}
                 and ${hasDigits(componentCodeLength)}) as p
       cross join district as d
       where d.code ~ '^[0-9]{6}'
         and p.prefix <> left(d.code, 6)
         and not exists (
           select from component_version as v
            where v.code ~>=~ p.prefix
              and v.code ~<~ (p.prefix || chr(58))
              and v.code ~ '^[0-9]{${componentCodeLength}}$'))
    select r.row_no, 'county_foreign' as code, 'code' as target,
           jsonb_build_object('value', b.prefix, 'expected', b.county) as says
      from begun as b
      join census_row as r on left(r.code, 6) = b.prefix
     where ${SCOPE}
       and ${hasDigits(componentCodeLength)}`,
}
