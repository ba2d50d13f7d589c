/** One component as of an instant: its version, its three roles, and its place in every scheme. Positions are [lon, lat], EPSG:4490. */
import { classRefOf } from '../classes/class-ref.ts'
import { inForce } from '../db/as-of.ts'
import { type Connection, first, rows } from '../db/database.ts'
import { chainsOf } from '../grids/grid-chain.ts'
import { schemeRefOf } from '../grids/grid-ref.ts'
import type { ComponentCard } from '../shared/components.contract.ts'
import type { SchemePlace } from '../shared/grids.contract.ts'
import type { Placement, Role } from '../shared/words.ts'
import { joinUnit, unitRefOf } from '../units/unit-ref.ts'
import { lonLatOf, pointOf } from './point-of.ts'

export type VersionFound = Omit<ComponentCard, 'places' | 'roles' | 'version'>

/** The version that held at the instant; without one the current, else the last of a component that is no more. */
export const findVersion = (
  db: Connection,
  id: number,
  at: string | undefined,
): Promise<VersionFound | undefined> =>
  first<VersionFound>(
    db,
    `select v.component_id as id, v.code as code, ed.code as edition, ${classRefOf('k', 'e')} as class, v.name as name,
            v.state as state, ${lonLatOf('p.point')} as point, st_asgeojson(v.geom, 15, 0)::json as geometry,
            v.location as location, v.surveyed_on as "surveyedOn", v.changed_on as "changedOn", v.data_source as "dataSource",
            v.note as note, v.extra as extra, v.valid_from as "validFrom", v.valid_to as "validTo",
            json_build_object('crs', v.source_crs, 'coordinates',
              case when geometrytype(coalesce(v.source_geom, v.geom)) = 'POINT'
                   then ${lonLatOf('coalesce(v.source_geom, v.geom)')} end) as source
       from component_version as v
       join edition as ed on ed.id = v.edition_id
       join class as k on k.id = v.class_id
       join edition as e on e.id = k.edition_id
      cross join lateral (select ${pointOf('v.geom')} as point) as p
      where v.component_id = :id::bigint
        and ${at === undefined ? 'true' : inForce('v', at)}
      order by v.valid_from desc
      limit 1`,
    { id, at: at ?? null },
  )

type RoleFound = NonNullable<ComponentCard['roles']['owner']>

export const findRoles = async (
  db: Connection,
  id: number,
  at: string | undefined,
): Promise<ComponentCard['roles']> => {
  const found = await rows<RoleFound>(
    db,
    `select r.role as role, ${unitRefOf('u')} as unit, r.state as confirmation, r.basis as basis,
            r.valid_from as since, r.until as until
       from component_role as r
       ${joinUnit('u', 'r.unit_id', at)}
      where r.component_id = :id::bigint
        and ${inForce('r', at)}`,
    { id, at: at ?? null },
  )
  const of = (role: Role) => found.find((r) => r.role === role) ?? null
  return { competent: of('competent'), owner: of('owner'), maintainer: of('maintainer') }
}

type PlaceFound = Pick<SchemePlace, 'scheme' | 'borderM'> & { placement: Placement; gridId: number | null }

/** In metres of the district's own system; on the ellipsoid where it names none yet. */
const METRES_TO_BORDER = `
  case when cg.placement = 'nearest' then cg.distance_m
       when d.metric_srid is not null then st_distance(st_transform(p.point, d.metric_srid), st_transform(st_boundary(g.geom), d.metric_srid))
       else st_distance(p.point::geography, st_boundary(g.geom)::geography) end`

/** One place a scheme, in the order of schemes; a scheme without a grid for the component says so. */
export const findPlaces = async (
  db: Connection,
  id: number,
  at: string | undefined,
): Promise<SchemePlace[]> => {
  const found = await rows<PlaceFound>(
    db,
    `select ${schemeRefOf('s')} as scheme, coalesce(cg.placement, 'none') as placement, cg.grid_id as "gridId",
            case when g.grid_id is not null then ${METRES_TO_BORDER} end as "borderM"
       from component_version as v
      cross join scheme as s
       left join district as d on true
       left join component_grid as cg
              on cg.component_id = v.component_id
             and cg.scheme_id = s.id
             and ${inForce('cg', at)}
       left join grid_version as g
              on g.grid_id = cg.grid_id
             and ${inForce('g', at)}
      cross join lateral (select ${pointOf('v.geom')} as point) as p
      where v.component_id = :id::bigint
        and ${inForce('v', at)}
      order by s.rank`,
    { id, at: at ?? null },
  )
  const gridIds = found.flatMap(({ gridId }) => (gridId === null ? [] : [gridId]))
  const chains = await chainsOf(db, gridIds, at)
  return found.map(({ scheme, placement, borderM, gridId }) => ({
    scheme,
    placement,
    borderM,
    grids: gridId === null ? [] : (chains.get(gridId) ?? []),
  }))
}
