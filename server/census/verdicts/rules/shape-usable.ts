/** Lines have a length, areas an area and rings that do not cross (OGC simple features): PostGIS can neither place nor compare others. */
import { type Rule, SCOPE } from '../rule.ts'

export const shapeUsable: Rule = {
  name: 'shape-usable',
  severity: 'error',
  // An invalid line has nothing else wrong; the two halves of a bow have areas that cancel each other, so its hull is asked.
  sql: () => `
    select r.row_no,
           case when st_dimension(r.geom) = 1 then 'line_no_length'
                when st_area(st_convexhull(r.geom)) = 0 then 'polygon_no_area'
                else 'polygon_invalid' end as code,
           'place' as target,
           jsonb_build_object('detail', fault.detail, 'lon', round(st_x(fault.at)::numeric, 7), 'lat', round(st_y(fault.at)::numeric, 7)) as says
      from census_row as r
     cross join lateral (
           select d.reason as detail, d.location as at
             from st_isvaliddetail(r.geom) as d) as fault
     where ${SCOPE}
       and st_dimension(r.geom) > 0
       and not st_isvalid(r.geom)`,
}
