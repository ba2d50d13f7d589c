/**
 * Which grid of the draft each row of a coverage is: the one with its code; for rows whose code nobody has, the grid with which it has most ground in common, at least half of
 * either's, and which no other row is by its code.
 */

import { type Connection, rows } from '../../db/database.ts'
import { STEP } from '../../grids/overlay.ts'
import type { Faces } from '../faces.ts'

/** Less of both than this is another grid. */
const LEAST_SHARE = 0.5

const forget = (trx: Connection, coverageId: number): Promise<unknown> =>
  rows(
    trx,
    `update change_coverage_row as r
        set face_id = null, matched_by = null, share_of_row = null, share_of_face = null
      where r.coverage_id = :coverageId::bigint and r.face_id is not null`,
    { coverageId },
  )

const VALID = (shape: string): string =>
  `case when st_isvalid(${shape}) then ${shape} else st_makevalid(${shape}) end`

/** Of several rows with one code the one with most of the grid's ground is it; the others are looked for by their ground, and are issues if their code stays. */
const byCode = (trx: Connection, coverageId: number, faces: Faces): Promise<unknown> =>
  rows(
    trx,
    `with named as (
       select q.row_no, f.face_id,
              case when count(*) over (partition by f.face_id) > 1
                   then st_area(st_intersection(${VALID('f.geom')}, ${VALID('q.geom')}, ${STEP})) end as shared
         from change_coverage_row as q
         join change_coverage as c on c.id = q.coverage_id
         join (${faces.sql}) as f on f.depth = c.depth and f.code = q.code
        where q.coverage_id = :coverageId::bigint)
     update change_coverage_row as r
        set face_id = n.face_id, matched_by = 'code'
       from (select distinct on (n.face_id) n.row_no, n.face_id
               from named as n
              order by n.face_id, n.shared desc nulls last, n.row_no) as n
      where r.coverage_id = :coverageId::bigint
        and r.row_no = n.row_no`,
    { ...faces.bindings, coverageId },
  )

/** Those that are taken are set apart first: what the planner knows of the rows is from before any had a grid, and it looked through all of them for each grid (6.5 s of 7,701). */
const byOverlap = (trx: Connection, coverageId: number, faces: Faces): Promise<unknown> =>
  rows(
    trx,
    `with taken as materialized (
       select r.face_id from change_coverage_row as r where r.coverage_id = :coverageId::bigint and r.face_id is not null),
     free as materialized (
       select f.face_id, f.geom
         from (${faces.sql}) as f
         join change_coverage as c on c.id = :coverageId::bigint and c.depth = f.depth
         left join taken as t on t.face_id = f.face_id
        where t.face_id is null),
     pair as (
       select r.row_no, f.face_id, s.shared / nullif(st_area(r.geom), 0) as of_row, s.shared / nullif(st_area(f.geom), 0) as of_face
         from change_coverage_row as r
         join free as f on f.geom && r.geom
        cross join lateral (select st_area(st_intersection(${VALID('f.geom')}, ${VALID('r.geom')}, ${STEP})) as shared) as s
        where r.coverage_id = :coverageId::bigint and r.face_id is null),
     best as (
       select distinct on (p.row_no) p.row_no, p.face_id, p.of_row + p.of_face as share
         from pair as p
        where greatest(p.of_row, p.of_face) >= ${LEAST_SHARE}
        order by p.row_no, p.of_row + p.of_face desc, p.face_id),
     mine as (
       select distinct on (b.face_id) b.row_no, b.face_id from best as b order by b.face_id, b.share desc, b.row_no)
     update change_coverage_row as r
        set face_id = m.face_id, matched_by = 'overlap'
       from mine as m
      where r.coverage_id = :coverageId::bigint and r.row_no = m.row_no`,
    { ...faces.bindings, coverageId },
  )

/** Shapes that are the same bit for bit need no overlay. */
const measure = (trx: Connection, coverageId: number, faces: Faces): Promise<unknown> =>
  rows(
    trx,
    `update change_coverage_row as r
        set share_of_row = m.of_row, share_of_face = m.of_face
       from (
         select q.row_no, s.shared / nullif(st_area(q.geom), 0) as of_row, s.shared / nullif(st_area(f.geom), 0) as of_face
           from change_coverage_row as q
           join (${faces.sql}) as f on f.face_id = q.face_id
          cross join lateral (
            select case when st_asbinary(q.geom) = st_asbinary(f.geom) then st_area(f.geom)
                        else st_area(st_intersection(${VALID('f.geom')}, ${VALID('q.geom')}, ${STEP})) end as shared) as s
          where q.coverage_id = :coverageId::bigint) as m
      where r.coverage_id = :coverageId::bigint
        and r.row_no = m.row_no`,
    { ...faces.bindings, coverageId },
  )

export const matchCoverage = async (
  trx: Connection,
  coverageId: number,
  faces: Faces,
  revision: number,
): Promise<void> => {
  await forget(trx, coverageId)
  await trx.raw('analyze change_coverage_row')
  await byCode(trx, coverageId, faces)
  await byOverlap(trx, coverageId, faces)
  await measure(trx, coverageId, faces)
  await rows(
    trx,
    `update change_coverage as c set matched_at = :revision::int where c.id = :coverageId::bigint`,
    { coverageId, revision },
  )
}

/** Behind `with`: the grids above the level of a coverage, `above`; `:above` is their depth. */
export const ABOVE = (faces: Faces): string =>
  `above as materialized (select k.* from (${faces.sql}) as k where k.depth = :above::int)`

/** Of a row `r`: the grid above that it names, `said`. */
export const SAID_JOIN = 'left join above as said on said.code = r.parent_code'
/** The same and the one in which it lies, `holds`. */
export const PARENT_JOINS = `
       ${SAID_JOIN}
       left join lateral (
         select a.face_id
           from above as a
          where said.face_id is null
            and a.geom && r.geom
            and st_intersects(a.geom, st_pointonsurface(case when st_isvalid(r.geom) then r.geom else st_makevalid(r.geom) end))
          order by a.code collate "C"
          limit 1) as holds on true`

/** As the contract's `verdict`, over a row `r`, its grid `f`, if any, and the grid above that the row names, `said`, if any. */
export const VERDICT = `
  case when f.face_id is null then 'new'
       when r.matched_by = 'overlap' then 'recoded'
       when st_asbinary(f.geom) = st_asbinary(r.geom) and (r.name is null or r.name = f.name)
            and (said.face_id is null or said.face_id = f.parent_id) then 'same'
       else 'changed' end`
