/** What SQL says of many positions at once, for comparing with the atlas. Degrees, EPSG:4490; metres in the district's zone. */
import { type Connection, rows } from '../../server/db/database.ts'
import { listSchemeLevels, locatingCtes } from '../../server/grids/locating.ts'
import type { LonLat } from '../../server/shared/crs.ts'

export type SqlPlace = {
  readonly schemeId: number
  readonly gridId: number
  readonly placement: 'covers' | 'nearest'
  readonly inGap: boolean
  readonly borderM: number
}

/** On the embedded database a statement stops the others: a few thousand positions at a time. */
const POSITIONS_A_STATEMENT = 5_000

const POSITIONS = `
  select (q.n - 1)::int as id, st_setsrid(st_point(q.lon, q.lat), 4490) as place
    from unnest(:lons::float8[], :lats::float8[]) with ordinality as q (lon, lat, n)`

const inParts = async <T>(
  points: readonly LonLat[],
  ask: (part: { lons: number[]; lats: number[] }, from: number) => Promise<T[]>,
): Promise<T[]> => {
  const answers: T[] = []
  for (let from = 0; from < points.length; from += POSITIONS_A_STATEMENT) {
    const part = points.slice(from, from + POSITIONS_A_STATEMENT)
    answers.push(...(await ask({ lons: part.map((p) => p[0]), lats: part.map((p) => p[1]) }, from)))
  }
  return answers
}

/** The rule of place, by the place of each position in the list; positions in no grid of a scheme have none there. */
export const placesBySql = async (
  db: Connection,
  points: readonly LonLat[],
): Promise<Map<number, SqlPlace[]>> => {
  const schemes = await listSchemeLevels(db)
  const found = new Map<number, SqlPlace[]>()
  await inParts(points, async (part, from) => {
    const places = await rows<SqlPlace & { id: number }>(
      db,
      `with recursive point as (${POSITIONS}),
       ${schemes.map((scheme) => locatingCtes(scheme, 'many')).join(',\n')},
       placed as (
         ${schemes.map(({ schemeId: s }) => `select ${s} as scheme_id, l.* from located_${s} as l`).join(' union all ')})
       select k.id as id, k.scheme_id as "schemeId", k.grid_id as "gridId", k.placement as placement, k.in_gap as "inGap",
              case when k.placement = 'nearest' then k.distance_m
                   else st_distance(st_transform(st_boundary(g.geom), t.metric_srid), st_transform(p.place, t.metric_srid)) end as "borderM"
         from placed as k
         join point as p on p.id = k.id
         join grid_version as g on g.grid_id = k.grid_id and g.valid_to is null
        cross join district as t
        order by k.id, k.scheme_id`,
      part,
    )
    for (const { id, ...place } of places) found.set(from + id, [...(found.get(from + id) ?? []), place])
    return []
  })
  return found
}

/** The rule in its plainest form, for one level: the identity of the covering grid of the lowest code, null where none covers. */
export const coveringBySql = async (
  db: Connection,
  levelId: number,
  points: readonly LonLat[],
): Promise<(number | null)[]> => {
  const found = await inParts(points, (part) =>
    rows<{ gridId: number | null }>(
      db,
      `select (select g.grid_id
                 from grid_version as g
                where g.level_id = :levelId::int
                  and g.valid_to is null
                  and st_covers(g.geom, p.place)
                order by g.code collate "C"
                limit 1) as "gridId"
         from (${POSITIONS}) as p
        order by p.id`,
      { ...part, levelId },
    ),
  )
  return found.map(({ gridId }) => gridId)
}
