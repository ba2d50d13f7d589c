/** The grids that hold one point: in each scheme the located grid with its chain from the top, and how near its border is. */
import { inForce } from '../db/as-of.ts'
import { type Connection, rows } from '../db/database.ts'
import { listSchemeLevels, locatingCtes, type SchemeLevels } from '../grids/locating.ts'
import type { LonLat } from '../shared/crs.ts'
import type { GridRef, SchemePlace } from '../shared/grids.contract.ts'
import type { UnitRef } from '../shared/units.contract.ts'

export type LocatedGrid = GridRef & { readonly unit: UnitRef | null }
/** `grids` from the first level down to the deepest; `inGap` where no grid below the located one's parent covers the point, though it is divided. */
export type Place = Omit<SchemePlace, 'grids'> & { readonly grids: LocatedGrid[]; readonly inGap: boolean }

type Located = {
  schemeId: number
  schemeCode: string
  schemeZh: string
  schemeEn: string
  placement: SchemePlace['placement']
  borderM: number | null
  inGap: boolean
  grids: (LocatedGrid & { above: number })[] | null
}

const located = (schemes: readonly SchemeLevels[]): string =>
  schemes.length === 0
    ? 'select null::int as scheme_id, null::bigint as grid_id, null as placement, null::float8 as distance_m, null::boolean as in_gap where false'
    : schemes
        .map(
          ({ schemeId: s }) =>
            `(select ${s} as scheme_id, l.grid_id, l.placement, l.distance_m, l.in_gap from located_${s} as l limit 1)`,
        )
        .join(' union all ')

/** `limit 1` because the planner takes a chain of four for thousands and reads every grid for it: 17 ms a point, so 2 ms. */
const versionOf = (gridId: string, at: string | undefined): string =>
  `select v.* from grid_version as v where v.grid_id = ${gridId} and ${inForce('v', at)} limit 1`

const LOCATE = (schemes: readonly SchemeLevels[], at: string | undefined): string => `
  with recursive
  point as (
    select 1 as id, st_setsrid(st_point(:lon::float8, :lat::float8), 4490) as place
  ),
  ${schemes.map((scheme) => `${locatingCtes(scheme, 'few', at)},`).join('\n')}
  chosen as (
    select s.id as scheme_id, s.rank, s.code, s.name_zh, s.name_en, l.grid_id, coalesce(l.placement, 'none') as placement,
           coalesce(l.in_gap, false) as in_gap,
           case when l.placement = 'nearest' then l.distance_m
                else st_distance(st_transform(st_boundary(g.geom), t.metric_srid), st_transform(p.place, t.metric_srid)) end as border_m
      from scheme as s
      cross join point as p
      cross join (select d.metric_srid from district as d limit 1) as t
      left join (${located(schemes)}) as l on l.scheme_id = s.id
      left join grid_version as g on g.grid_id = l.grid_id and ${inForce('g', at)}
  ),
  chain as (
    select k.scheme_id, k.grid_id, 0 as above from chosen as k where k.grid_id is not null
    union all
    select k.scheme_id, g.parent_id, k.above + 1
      from chain as k
      cross join lateral (${versionOf('k.grid_id', at)}) as g
     where g.parent_id is not null and k.above < 6
  )
  select k.scheme_id as "schemeId", k.code as "schemeCode", k.name_zh as "schemeZh", k.name_en as "schemeEn",
         k.placement as "placement", k.border_m as "borderM", k.in_gap as "inGap",
         (select jsonb_agg(jsonb_build_object(
                   'id', g.grid_id, 'code', g.code, 'name', g.name, 'above', a.above,
                   'level', jsonb_build_object('id', l.id, 'depth', l.depth, 'code', l.code, 'nameZh', l.name_zh, 'nameEn', l.name_en),
                   'unit', case when u.unit_id is not null then jsonb_build_object('id', u.unit_id, 'code', v.code, 'name', v.name) end
                 ) order by a.above desc)
            from chain as a
            cross join lateral (${versionOf('a.grid_id', at)}) as g
            join level as l on l.id = g.level_id
            left join grid_unit as u on u.grid_id = a.grid_id and ${inForce('u', at)}
            left join unit_version as v on v.unit_id = u.unit_id and ${inForce('v', at)}
           where a.scheme_id = k.scheme_id) as "grids"
    from chosen as k
   order by k.rank`

/** One place a scheme, in order of rank; placement `none` with no grids where a scheme does not reach. */
export const locate = async (db: Connection, [lon, lat]: LonLat, at?: string): Promise<Place[]> => {
  const schemes = await listSchemeLevels(db, at)
  const places = await rows<Located>(db, LOCATE(schemes, at), {
    lon,
    lat,
    ...(at === undefined ? {} : { at }),
  })
  return places.map((place) => ({
    scheme: { id: place.schemeId, code: place.schemeCode, nameZh: place.schemeZh, nameEn: place.schemeEn },
    placement: place.placement,
    borderM: place.borderM === null ? null : Math.round(place.borderM * 1000) / 1000,
    inGap: place.inGap,
    grids: (place.grids ?? []).map(({ above: _, ...grid }) => grid),
  }))
}

/** Whether any grid holds the point: one found as the nearest lies in the district too. */
export const isInDistrict = (places: readonly Place[]): boolean =>
  places.some((place) => place.grids.length > 0)
