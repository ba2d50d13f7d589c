/**
 * What is wrong between the grids of a level and those above them: parts outside the parent, overlaps, gaps. Areas in m² of the given metric SRID,
 * places as [lon, lat]. It finds and reports; it neither repairs nor refuses.
 */
import { type Connection, rows } from '../db/database.ts'

export type Finding = {
  readonly kind: 'outside_parent' | 'overlap' | 'gap'
  /** The grid concerned; for a gap the parent that is not covered. */
  readonly code: string
  /** The parent left, or the neighbour overlapped. */
  readonly other: string | null
  readonly areaM2: number
  readonly place: readonly [number, number]
}
export type KindOfFinding = { readonly count: number; readonly areaM2: number }
export type LevelCheck = {
  readonly level: string
  readonly parentLevel: string | null
  readonly grids: number
  readonly toleranceM2: number
  readonly outsideParent: KindOfFinding
  readonly overlaps: KindOfFinding
  readonly gaps: KindOfFinding
  /** Parents that are not divided at all; they count as no gap. */
  readonly undivided: number
  /** Largest first. */
  readonly findings: readonly Finding[]
  /** How many findings the list leaves out. */
  readonly cutOff: number
}

const LISTED = 200

/**
 * Degrees, about a thousandth of a millimetre. Overlay on a fixed grid cannot fail; without one, GEOS throws and tries again inside on edges that
 * nearly coincide, and the embedded database then ends the statement without its rows and without an error (PostGIS 3.6.2 as WebAssembly).
 */
const SNAP = 1e-11

type Raw = { code: string; other: string | null; areaM2: number; lon: number; lat: number }

const current = `g.valid_to is null and g.level_id = :levelId::int`
const part = `
  st_area(st_transform(p.geom, :srid::int)) as "areaM2",
  st_x(st_pointonsurface(p.geom)) as lon,
  st_y(st_pointonsurface(p.geom)) as lat`

/** Only polygons of a difference count: an edge that differs by rounding leaves lines and points. */
const polygonsOf = (shape: string): string =>
  `(select d.geom from st_dump(st_collectionextract(${shape}, 3)) as d) as p`

const QUERIES: Record<Finding['kind'], string> = {
  outside_parent: `
    select g.code as code, m.code as other, ${part}
      from grid_version as g
      join grid_version as m on m.grid_id = g.parent_id and m.valid_to is null
     cross join lateral ${polygonsOf(`st_difference(g.geom, m.geom, ${SNAP})`)}
     where ${current}
       and not st_coveredby(g.geom, m.geom)`,
  overlap: `
    select g.code as code, n.code as other, ${part}
      from grid_version as g
      join grid_version as n
        on n.level_id = g.level_id and n.valid_to is null and n.geom && g.geom and n.grid_id > g.grid_id
     cross join lateral ${polygonsOf(`st_intersection(g.geom, n.geom, ${SNAP})`)}
     where ${current}
       and st_relate(g.geom, n.geom, '2********')`,
  gap: `
    select m.code as code, null::text as other, ${part}
      from (select g.parent_id, st_union(g.geom, ${SNAP}) as geom
              from grid_version as g
             where ${current}
               and g.parent_id is not null
             group by g.parent_id) as u
      join grid_version as m on m.grid_id = u.parent_id and m.valid_to is null
     cross join lateral ${polygonsOf(`st_difference(m.geom, u.geom, ${SNAP})`)}`,
}

const findAll = async (
  trx: Connection,
  kind: Finding['kind'],
  bindings: { levelId: number; srid: number; toleranceM2: number },
): Promise<{ summary: KindOfFinding; findings: Finding[] }> => {
  const found = await rows<Raw & { count: number; total: number }>(
    trx,
    `select q.code as code, q.other as other, q."areaM2" as "areaM2", q.lon as lon, q.lat as lat,
            count(*) over () as count, sum(q."areaM2") over () as total
       from (${QUERIES[kind]}) as q
      where q."areaM2" > :toleranceM2::float8
      order by q."areaM2" desc, q.code
      limit ${LISTED}`,
    bindings,
  )
  return {
    summary: { count: found[0]?.count ?? 0, areaM2: found[0]?.total ?? 0 },
    findings: found.map(({ code, other, areaM2, lon, lat }) => ({
      kind,
      code,
      other,
      areaM2,
      place: [lon, lat],
    })),
  }
}

/** Parts no larger than `toleranceM2` are left out: edges that were drawn twice differ by millimetres. */
export const checkLevel = async (
  trx: Connection,
  { levelId, srid, toleranceM2 }: { levelId: number; srid: number; toleranceM2: number },
): Promise<LevelCheck> => {
  const bindings = { levelId, srid, toleranceM2 }
  const [level] = await rows<{ level: string; parentLevel: string | null; grids: number; undivided: number }>(
    trx,
    `select l.code as level, above.code as "parentLevel",
            (select count(*) from grid_version as g where ${current}) as grids,
            (select count(*)
               from grid_version as m
              where m.valid_to is null
                and m.level_id = above.id
                and not exists (select from grid_version as g where ${current} and g.parent_id = m.grid_id)) as undivided
       from level as l
       left join level as above on above.scheme_id = l.scheme_id and above.depth = l.depth - 1
      where l.id = :levelId::int`,
    { levelId },
  )
  if (!level) throw new Error(`no level ${levelId}`)
  const outside = await findAll(trx, 'outside_parent', bindings)
  const overlaps = await findAll(trx, 'overlap', bindings)
  const gaps = await findAll(trx, 'gap', bindings)
  const findings = [...outside.findings, ...overlaps.findings, ...gaps.findings].sort(
    (a, b) => b.areaM2 - a.areaM2,
  )
  const count = outside.summary.count + overlaps.summary.count + gaps.summary.count
  return {
    ...level,
    toleranceM2,
    outsideParent: outside.summary,
    overlaps: overlaps.summary,
    gaps: gaps.summary,
    findings: findings.slice(0, LISTED),
    cutOff: count - Math.min(findings.length, LISTED),
  }
}
