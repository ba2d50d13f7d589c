/** Schemes with their levels and how many grids each level has now. */
import type { z } from 'zod'
import { type Connection, rows } from '../db/database.ts'
import type { scheme } from '../shared/grids.contract.ts'

/** In the order in which schemes are asked. */
export const listAllSchemes = (db: Connection): Promise<z.infer<typeof scheme>[]> =>
  rows(
    db,
    `select s.id as id, s.code as code, s.name_zh as "nameZh", s.name_en as "nameEn", s.purpose as purpose,
            coalesce(l.levels, '[]'::json) as levels
       from scheme as s
       left join lateral (
            select json_agg(json_build_object('id', w.id, 'depth', w.depth, 'code', w.code, 'nameZh', w.name_zh,
                                              'nameEn', w.name_en, 'grids', n.grids) order by w.depth) as levels
              from level as w
             cross join lateral (
                   select count(*) as grids
                     from grid_version as v
                    where v.level_id = w.id
                      and v.valid_to is null) as n
             where w.scheme_id = s.id) as l on true
      order by s.rank`,
  )
