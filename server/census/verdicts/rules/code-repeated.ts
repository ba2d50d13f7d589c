/**
 * A code, and a key, stands once in a delivery: of good rows that share one, every later is refused, because which is right only the surveyor knows.
 * Corrected rows come with all that share one with them, so no others need to be looked at.
 */
import { type Rule, SCOPE } from '../rule.ts'

const repeated = (column: string): string => `
           select c.${column} from census_row as c where c.census_id = :censusId::bigint group by c.${column} having count(*) > 1`
/** Most stand once, and those that do are not sorted. */
const REPEATED = { code: repeated('code'), key: repeated('key') }

export const codeRepeated: Rule = {
  name: 'code-repeated',
  severity: 'error',
  sql: () => `
    with said as (
      select r.row_no, l.layer_no, l.name as layer, r.source_row, s.target, s.word,
             first_value(r.row_no) over same as first_row, first_value(r.source_row) over same as first_source_row,
             first_value(l.name) over same as first_layer
        from census_row as r
        join census_layer as l on l.census_id = r.census_id and l.layer_no = r.layer_no
       cross join lateral (values ('code', r.code), ('key', l.key_source || ' ' || r.key)) as s (target, word)
       where ${SCOPE}
         and s.word is not null
         and (r.code in (${REPEATED.code}) or r.key in (${REPEATED.key}))
         and not exists (
           select from census_finding as f
            where f.census_id = r.census_id and f.row_no = r.row_no and f.severity = 'error')
      window same as (partition by s.target, s.word order by r.row_no))
    select r.row_no, 'code_repeated' as code, r.target,
           jsonb_build_object('value', r.word, 'row', r.first_source_row,
                              'layer', case when r.first_layer <> r.layer then r.first_layer end) as says
      from said as r
     where r.row_no > r.first_row`,
}
