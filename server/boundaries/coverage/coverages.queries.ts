/** Coverages beside a draft as they are shown: their counts, and their rows with the grid that each is. */

import { type Connection, first, one, rows } from '../../db/database.ts'
import { NotFound } from '../../errors.ts'
import type { Coverage, CoverageRow } from '../../shared/coverages.contract.ts'
import type { Faces } from '../faces.ts'
import { ABOVE, PARENT_JOINS, SAID_JOIN, VERDICT } from './match-coverage.ts'

const COLUMNS = `
  c.id as "id", c.depth as "depth", c.file as "file", c.actor as "actor", c.at as "at", c.refused as "refused", c.reasons as "reasons"`

export const getCoverageLine = async (
  db: Connection,
  changeId: number,
  coverageId: number,
): Promise<{ depth: number; matchedAt: number | null }> => {
  const found = await first<{ depth: number; matchedAt: number | null }>(
    db,
    `select c.depth as "depth", c.matched_at as "matchedAt" from change_coverage as c
      where c.id = :coverageId::bigint and c.change_id = :changeId::bigint`,
    { changeId, coverageId },
  )
  if (!found) throw new NotFound('no_such_coverage', `Change ${changeId} has no coverage ${coverageId}.`)
  return found
}

/** Of one coverage, or of all beside the draft. */
export const listCoverages = async (
  db: Connection,
  changeId: number,
  faces: Faces,
  coverageId: number | null = null,
): Promise<Coverage[]> => {
  const found = await rows<Omit<Coverage, 'counts' | 'rows' | 'missing'>>(
    db,
    `select ${COLUMNS} from change_coverage as c
      where c.change_id = :changeId::bigint and (:coverageId::bigint is null or c.id = :coverageId::bigint)
      order by c.id`,
    { changeId, coverageId },
  )
  const counted: Coverage[] = []
  for (const coverage of found) {
    const counts = await one<Coverage['counts'] & { rows: number; missing: number }>(
      db,
      `with face as materialized (select * from (${faces.sql}) as k where k.depth = :depth::int),
       ${ABOVE(faces)},
       judged as (
         select ${VERDICT} as verdict
           from change_coverage_row as r
           left join face as f on f.face_id = r.face_id
           ${SAID_JOIN}
          where r.coverage_id = :id::bigint)
       select count(*) as rows, count(*) filter (where j.verdict = 'same') as same, count(*) filter (where j.verdict = 'changed') as changed,
              count(*) filter (where j.verdict = 'recoded') as recoded, count(*) filter (where j.verdict = 'new') as new,
              (select count(*) from face as f
                where not exists (select from change_coverage_row as r where r.coverage_id = :id::bigint and r.face_id = f.face_id)) as missing
         from judged as j`,
      { ...faces.bindings, id: coverage.id, depth: coverage.depth, above: coverage.depth - 1 },
    )
    const { rows: total, missing, ...verdicts } = counts
    counted.push({ ...coverage, rows: total, missing, counts: verdicts })
  }
  return counted
}

export const listCoverageRows = (
  db: Connection,
  { id: coverageId, depth }: { id: number; depth: number },
  faces: Faces,
  {
    verdict,
    shapes,
    after,
    limit,
  }: { verdict: CoverageRow['verdict'] | undefined; shapes: boolean; after: number | null; limit: number },
): Promise<(CoverageRow & { total: number })[]> =>
  rows(
    db,
    `with ${ABOVE(faces)}
     select q.* from (
       select r.row_no as "rowNo", r.code as "code", r.name as "name", r.area_m2 as "areaM2", ${VERDICT} as "verdict",
              case when f.face_id is not null
                   then json_build_object('id', f.face_id, 'depth', f.depth, 'code', f.code, 'name', f.name, 'areaM2', f.area_m2) end as "match",
              r.matched_by as "matchedBy", r.share_of_row as "shareOfRow", r.share_of_face as "shareOfFace",
              coalesce(said.face_id, holds.face_id) as "parentId",
              case when :shapes::boolean then st_asgeojson(r.geom, 15)::json end as "geometry",
              count(*) filter (where :verdict::text is null or ${VERDICT} = :verdict::text) over () as "total"
         from change_coverage_row as r
         left join (${faces.sql}) as f on f.face_id = r.face_id
         ${PARENT_JOINS}
        where r.coverage_id = :coverageId::bigint) as q
      where (:verdict::text is null or q."verdict" = :verdict::text)
        and (:after::int is null or q."rowNo" > :after::int)
      order by q."rowNo"
      limit :limit::int`,
    { ...faces.bindings, coverageId, above: depth - 1, shapes, verdict: verdict ?? null, after, limit },
  )
