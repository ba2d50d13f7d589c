/** Levels that a change makes below those that its scheme has. */

/** Rows (depth, code, name_zh, name_en) of the change `c`, called as the first operation said that needed them. None once they are registered. */
export const NEW_LEVELS = `
  select distinct on (f.depth) f.depth as depth, o.params->'level'->>'code' as code,
         o.params->'level'->>'nameZh' as name_zh, o.params->'level'->>'nameEn' as name_en
    from change_operation as o
    join change_face as f on f.change_id = o.change_id and f.from_op = o.no and f.face_id < 0
   where o.change_id = c.id
     and o.no <= c.head
     and o.kind = 'subdivide'
     and o.params->'level' is not null
     and not exists (select from level as k where k.scheme_id = c.scheme_id and k.depth = f.depth)
   order by f.depth, o.no`
