/** The hash of a cover's geometry: what was certified, shape by shape and code by code. How it is made stands in the contract, for whoever makes it anew. */
import { type Connection, one } from '../db/database.ts'
import { type Cover, coverBindings, coverCtes } from './covered.ts'

const LINE = (alias: string, parent: string): string =>
  `sha256(convert_to(json_build_array(${alias}.code, ${parent}.code)::text || chr(10), 'UTF8') || st_asbinary(${alias}.geom, 'NDR'))`

export const coverHash = async (db: Connection, cover: Cover): Promise<string> =>
  (
    await one<{ hash: string }>(
      db,
      `with recursive ${coverCtes(cover)},
       line as (
         select 1 as part, r.code as code, r.face_id as face_id, ${LINE('r', 'p')} as sum
           from region as r
           left join face as p on p.face_id = r.parent_id
          union all
         select 2, c.code, c.face_id, ${LINE('c', 'p')}
           from child as c
           left join face as p on p.face_id = c.parent_id)
       select encode(sha256(coalesce(string_agg(l.sum, ''::bytea order by l.part, l.code collate "C", l.face_id), ''::bytea)), 'hex') as hash
         from line as l`,
      coverBindings(cover),
    )
  ).hash
