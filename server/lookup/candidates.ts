/** Other grids of the same level within the reporter's accuracy: what the place could also be. Distances in metres in the district's metric system. */
import { inForce } from '../db/as-of.ts'
import { type Connection, rows } from '../db/database.ts'
import type { LonLat } from '../shared/crs.ts'
import type { GridRef } from '../shared/grids.contract.ts'
import type { Place } from './locate.ts'

export type GridCandidate = { readonly grid: GridRef; readonly distanceM: number }

/** Nearest first, then by code; the located grid itself is left out. Nothing without a located grid or an accuracy. */
export const listCandidates = async (
  db: Connection,
  [lon, lat]: LonLat,
  place: Place,
  accuracyM: number,
  at?: string,
): Promise<GridCandidate[]> => {
  const located = place.grids.at(-1)
  if (located === undefined || accuracyM <= 0) return []
  const found = await rows<{ id: number; code: string; name: string; distanceM: number }>(
    db,
    `select n.id as "id", n.code as "code", n.name as "name", n.distance_m as "distanceM"
       from (
         select g.grid_id as id, g.code, g.name,
                st_distance(st_transform(g.geom, t.metric_srid), st_transform(p.geom, t.metric_srid)) as distance_m
           from grid_version as g
           cross join district as t
           cross join (select st_setsrid(st_point(:lon::float8, :lat::float8), 4490) as geom) as p
          where g.level_id = :levelId::int
            and g.grid_id <> :gridId::bigint
            and ${inForce('g', at)}
            and g.geom && st_expand(p.geom, :accuracyM::float8 / (110000 * greatest(cos(radians(:lat::float8)), 0.01)), :accuracyM::float8 / 110000)
       ) as n
      where n.distance_m <= :accuracyM::float8
      order by n.distance_m, n.code collate "C"`,
    {
      lon,
      lat,
      levelId: located.level.id,
      gridId: located.id,
      accuracyM,
      ...(at === undefined ? {} : { at }),
    },
  )
  return found.map(({ distanceM, ...grid }) => ({
    grid: { ...grid, level: located.level },
    distanceM: Math.round(distanceM * 1000) / 1000,
  }))
}
