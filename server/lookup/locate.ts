/**
 * Which grids hold a point. A grid contains its border; on a shared border the lowest code wins. Ground inside the district that no grid of the
 * deepest level holds goes to the nearest such grid within the district's set distance, flagged. Degrees are EPSG:4490, distances metres.
 */
import { inForce } from '../db/as-of.ts'
import { type Connection, rows } from '../db/database.ts'
import type { LonLat } from '../shared/crs.ts'
import type { GridRef, SchemePlace, UnitRef } from '../shared/registry.contract.ts'

export type LocatedGrid = GridRef & { readonly unit: UnitRef | null }
/** `grids` from the first level down to the deepest. */
export type Place = Omit<SchemePlace, 'grids'> & { readonly grids: LocatedGrid[] }

type Located = {
  schemeId: number
  schemeCode: string
  schemeZh: string
  schemeEn: string
  placement: SchemePlace['placement']
  borderM: number | null
  grids: (LocatedGrid & { above: number })[] | null
}

/**
 * For each scheme the deepest grid that covers the point; where that is not of the deepest level, the nearest grid of the deepest level, if it is
 * near enough and the point lies in the district. Codes compare byte by byte, in every database alike.
 */
const LOCATE = (at: string | undefined) => `
  with recursive
  point as (
    select st_setsrid(st_point(:lon::float8, :lat::float8), 4490) as geom
  ),
  covering as (
    select distinct on (l.scheme_id) l.scheme_id, l.depth, g.grid_id, g.geom
      from point as p
      join grid_version as g on st_covers(g.geom, p.geom) and ${inForce('g', at)}
      join level as l on l.id = g.level_id
     order by l.scheme_id, l.depth desc, g.code collate "C"
  ),
  deepest as (
    select distinct on (l.scheme_id) l.scheme_id, l.id as level_id, l.depth
      from level as l
     where exists (select from grid_version as g where g.level_id = l.id and ${inForce('g', at)})
     order by l.scheme_id, l.depth desc
  ),
  nearest as (
    select c.scheme_id, n.grid_id, n.geom, n.distance_m
      from covering as c
      join deepest as d on d.scheme_id = c.scheme_id and d.depth > c.depth
      cross join district as t
      cross join point as p
      cross join lateral (
        select g.grid_id, g.geom, g.code,
               st_distance(st_transform(g.geom, t.metric_srid), st_transform(p.geom, t.metric_srid)) as distance_m
          from grid_version as g
         where g.level_id = d.level_id
           and ${inForce('g', at)}
           and g.geom && st_expand(p.geom, t.nearest_grid_m / (111000 * cos(radians(:lat::float8))), t.nearest_grid_m / 111000)
         order by distance_m, g.code collate "C"
         limit 1
      ) as n
     where n.distance_m <= t.nearest_grid_m
  ),
  chosen as (
    select s.id as scheme_id, s.rank, s.code, s.name_zh, s.name_en,
           case when n.grid_id is not null then 'nearest' when c.grid_id is not null then 'covers' else 'none' end as placement,
           coalesce(n.grid_id, c.grid_id) as grid_id,
           case when n.grid_id is not null then n.distance_m
                else st_distance(st_transform(st_boundary(c.geom), t.metric_srid), st_transform(p.geom, t.metric_srid)) end as border_m
      from scheme as s
      cross join point as p
      cross join district as t
      left join covering as c on c.scheme_id = s.id
      left join nearest as n on n.scheme_id = s.id
  ),
  chain as (
    select k.scheme_id, k.grid_id, 0 as above from chosen as k where k.grid_id is not null
    union all
    select k.scheme_id, g.parent_id, k.above + 1
      from chain as k
      join grid_version as g on g.grid_id = k.grid_id and ${inForce('g', at)}
     where g.parent_id is not null and k.above < 6
  )
  select k.scheme_id as "schemeId", k.code as "schemeCode", k.name_zh as "schemeZh", k.name_en as "schemeEn",
         k.placement as "placement", k.border_m as "borderM",
         (select jsonb_agg(jsonb_build_object(
                   'id', g.grid_id, 'code', g.code, 'name', g.name, 'above', a.above,
                   'level', jsonb_build_object('id', l.id, 'depth', l.depth, 'code', l.code, 'nameZh', l.name_zh, 'nameEn', l.name_en),
                   'unit', case when u.unit_id is not null then jsonb_build_object('id', u.unit_id, 'code', v.code, 'name', v.name) end
                 ) order by a.above desc)
            from chain as a
            join grid_version as g on g.grid_id = a.grid_id and ${inForce('g', at)}
            join level as l on l.id = g.level_id
            left join grid_unit as u on u.grid_id = a.grid_id and ${inForce('u', at)}
            left join unit_version as v on v.unit_id = u.unit_id and ${inForce('v', at)}
           where a.scheme_id = k.scheme_id) as "grids"
    from chosen as k
   order by k.rank`

/** One place a scheme, in order of rank; placement `none` with no grids where a scheme does not reach. */
export const locate = async (db: Connection, [lon, lat]: LonLat, at?: string): Promise<Place[]> => {
  const located = await rows<Located>(db, LOCATE(at), { lon, lat, ...(at === undefined ? {} : { at }) })
  return located.map((place) => ({
    scheme: { id: place.schemeId, code: place.schemeCode, nameZh: place.schemeZh, nameEn: place.schemeEn },
    placement: place.placement,
    borderM: place.borderM === null ? null : Math.round(place.borderM * 1000) / 1000,
    grids: (place.grids ?? []).map(({ above: _, ...grid }) => grid),
  }))
}

/** Whether any grid of a first level holds the point: a place found by `nearest` lies in the district too. */
export const isInDistrict = (places: readonly Place[]): boolean =>
  places.some((place) => place.grids.length > 0)
