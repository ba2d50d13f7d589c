/** A row has a place, of the kind that its class has. A surveyor often stands on the place of a large component: a point does for a line or an area, never the other way round. */
import { type Rule, SCOPE } from '../rule.ts'

export const placeKind: Rule = {
  name: 'place-kind',
  severity: 'error',
  sql: () => `
    select r.row_no, case when r.geom is null then 'geometry_missing' else 'geometry_kind' end as code, 'place' as target,
           jsonb_build_object('value', replace(st_geometrytype(r.geom), 'ST_', ''), 'expected', c.geometry) as says
      from census_row as r
      left join census_meaning as m on m.census_id = r.census_id and m.row_no = r.row_no
      left join class as c on c.id = m.class_id
     where ${SCOPE}
       and (r.geom is null or geometrytype(r.geom) <> 'POINT')
       and (r.geom is null
            or c.geometry <> case st_dimension(r.geom) when 0 then 'point' when 1 then 'line' else 'polygon' end)
       and not exists (
         select from census_finding as f
          where f.census_id = r.census_id and f.row_no = r.row_no and f.by_reader and f.severity = 'error'
            and f.target in ('', 'place'))`,
}
