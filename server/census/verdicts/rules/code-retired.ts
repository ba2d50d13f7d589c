/**
 * A code whose component was retired comes back under that identity, because codes are never used again; another class, or a place more than 50 m away, suggests
 * that it was given to another thing. Told and not refused: a wrong class or place is corrected just so, and only a person knows which of the two it is.
 */
import { PLACED, type Rule, SCOPE } from '../rule.ts'

/** Well beyond what a component is moved when it is put back, and beyond any accuracy class. */
const FAR_M = 50

export const codeRetired: Rule = {
  name: 'code-retired',
  severity: 'warning',
  // What an undone batch had begun never was; the delivery that corrects it would be told of all its rows.
  sql: ({ catalogue: { editionId } }) => `
    with former as (
      select distinct on (r.row_no) r.row_no, r.code, w.component_id, w.class_id, w.geom, m.class_id as class_now,
             case when ${PLACED} then r.geom end as geom_now
        from census_row as r
        join census_layer as l on l.census_id = r.census_id and l.layer_no = r.layer_no
        join census_meaning as m on m.census_id = r.census_id and m.row_no = r.row_no
        join component_version as w on w.code = r.code and w.edition_id = ${editionId} and w.valid_to is not null
        left join batch as b on b.id = w.ended_by
       where ${SCOPE}
         and b.undoes is null
         and not exists (
           select from component_version as v where v.component_id = w.component_id and v.valid_to is null)
         and not exists (
           select from component_version as v where v.edition_id = ${editionId} and v.code = r.code and v.valid_to is null)
         and not exists (
           select from component_key as k where k.source = l.key_source and k.key = r.key)
       order by r.row_no, w.valid_from desc)
    select f.row_no, 'code_retired_class' as code, 'code' as target,
           jsonb_build_object('value', f.code, 'id', f.component_id, 'expected', was.name_zh, 'found', now.name_zh) as says
      from former as f
      join class as was on was.id = f.class_id
      join class as now on now.id = f.class_now
     where f.class_now <> f.class_id
     union all
    select f.row_no, 'code_retired_far', 'code',
           jsonb_build_object('value', f.code, 'id', f.component_id, 'distanceM', round(far.distance_m::numeric, 1))
      from former as f
     cross join lateral (select st_distance(f.geom::geography, f.geom_now::geography) as distance_m) as far
     where far.distance_m > ${FAR_M}`,
}
