/**
 * Puts components into their grids, a row a scheme (EPSG:4490; distances in metres of the district's metric system). A grid contains its border;
 * the deepest grid that covers a point has it, the lowest code first; inside the district but in no grid of a scheme it is the nearest one, flagged.
 */
import { type Connection, one, rows } from '../db/database.ts'

/** SQL that gives the `component_id` of current components to place, with its bindings. */
export type PlacementScope = { readonly sql: string; readonly bindings: Readonly<Record<string, unknown>> }

type SchemeLevels = { schemeId: number; levels: { id: number; depth: number }[] }

const METRES_PER_DEGREE = 111_320

const listSchemeLevels = (trx: Connection): Promise<SchemeLevels[]> =>
  rows<SchemeLevels>(
    trx,
    `select l.scheme_id as "schemeId", jsonb_agg(jsonb_build_object('id', l.id, 'depth', l.depth) order by l.depth desc) as levels
       from level as l
      where exists (select from grid_version as g where g.level_id = l.id and g.valid_to is null)
      group by l.scheme_id
      order by l.scheme_id`,
  )

/**
 * A CTE `desired` with each point once and its grid, or none. Level by level from the deepest, so that the large shapes above are only asked for what
 * is left over. No join between the steps: without statistics the planner would take nested loops for them (10,000 points: 35 s).
 */
const placesIn = ({ schemeId, levels }: SchemeLevels, scopeSql: string, placed: string): string => {
  const step = ({ id, depth }: { id: number; depth: number }, above: string): string => `
    at_${depth} as materialized (
      select p.component_id, p.place, hit.grid_id
        from ${above}
        left join lateral (
          select g.grid_id
            from grid_version as g
           where g.level_id = ${id}
             and g.valid_to is null
             and st_covers(g.geom, p.place)
           order by g.code collate "C"
           limit 1) as hit on true)`
  const leftOf = (depth: number): string =>
    `(select a.component_id, a.place from at_${depth} as a where a.grid_id is null) as p`
  const steps = levels.map((level, i) => {
    const former = levels[i - 1]
    return step(level, former ? leftOf(former.depth) : 'point as p')
  })
  return `
    with point as materialized (
      select v.component_id,
             case geometrytype(v.geom)
             when 'POINT' then v.geom
             when 'LINESTRING' then st_lineinterpolatepoint(v.geom, 0.5)
             else st_pointonsurface(v.geom) end as place
        from component_version as v
       where v.valid_to is null
         and v.component_id in (${scopeSql})
         ${placed}),
    ${steps.join(',')},
    near as materialized (
      select p.component_id, hit.grid_id, hit.distance_m
        from ${leftOf(levels.at(-1)?.depth ?? 1)}
        left join lateral (
          select g.grid_id, st_distance(st_transform(g.geom, d.metric_srid), st_transform(p.place, d.metric_srid)) as distance_m
            from grid_version as g
           cross join district as d
           where g.level_id = ${levels[0]?.id}
             and g.valid_to is null
             and g.geom && st_expand(p.place, d.nearest_grid_m / (${METRES_PER_DEGREE} * greatest(cos(radians(st_y(p.place))), 0.01)),
                                     1.01 * d.nearest_grid_m / ${METRES_PER_DEGREE})
             and st_distance(st_transform(g.geom, d.metric_srid), st_transform(p.place, d.metric_srid)) <= d.nearest_grid_m
             and exists (
               select from grid_version as other
                 join level as l on l.id = other.level_id
                where l.depth = 1
                  and l.scheme_id <> ${schemeId}
                  and other.valid_to is null
                  and st_covers(other.geom, p.place))
           order by distance_m, g.code collate "C"
           limit 1) as hit on true),
    desired as (
      ${levels
        .map(
          ({ depth }) =>
            `select component_id, grid_id, 'covers' as placement, 0::float8 as distance_m from at_${depth} where grid_id is not null`,
        )
        .join('\n      union all ')}
      union all select component_id, grid_id, 'nearest' as placement, distance_m from near)`
}

const insertMissing = (
  trx: Connection,
  scheme: SchemeLevels,
  scope: PlacementScope,
  { at, fresh }: { at: string; fresh: boolean },
): Promise<{ id: number }[]> =>
  rows<{ id: number }>(
    trx,
    `${placesIn(
      scheme,
      scope.sql,
      `and not exists (select from component_grid as c
                        where c.component_id = v.component_id and c.scheme_id = ${scheme.schemeId} and c.valid_to is null)`,
    )}
     insert into component_grid (component_id, scheme_id, grid_id, placement, distance_m, valid_from)
     select w.component_id, ${scheme.schemeId}, w.grid_id, w.placement, w.distance_m, :at::timestamptz
       from desired as w
      where w.grid_id is not null
     ${fresh ? '' : 'returning component_id as id'}`,
    { ...scope.bindings, at },
  )

/** Ends the places that are no longer right. The next statement makes the right ones. */
const closeWrong = (
  trx: Connection,
  scheme: SchemeLevels,
  scope: PlacementScope,
  at: string,
): Promise<{ id: number }[]> =>
  rows<{ id: number }>(
    trx,
    `${placesIn(scheme, scope.sql, '')}
     update component_grid as c
        set valid_to = :at::timestamptz
       from desired as w
      where c.component_id = w.component_id
        and c.scheme_id = ${scheme.schemeId}
        and c.valid_to is null
        and (w.grid_id is distinct from c.grid_id or w.placement <> c.placement or w.distance_m <> c.distance_m)
     returning c.component_id as id`,
    { ...scope.bindings, at },
  )

/** A gap is met where no grid covers the place, or one that is divided does and none of its parts. */
const recordGaps = async (
  trx: Connection,
  scheme: SchemeLevels,
  scope: PlacementScope,
  fresh: boolean,
): Promise<number> => {
  const met = `
    select v.component_id, c.grid_id,
           case geometrytype(v.geom) when 'POINT' then v.geom else st_pointonsurface(v.geom) end as place
      from component_version as v
      join component_grid as c on c.component_id = v.component_id and c.scheme_id = ${scheme.schemeId} and c.valid_to is null
     where v.valid_to is null
       and v.component_id in (${scope.sql})
       and (c.placement = 'nearest'
            or exists (select from grid_version as g where g.parent_id = c.grid_id and g.valid_to is null))`
  if (!fresh) {
    await rows(
      trx,
      `delete from gap as x
      where x.scheme_id = ${scheme.schemeId}
        and x.found_by = 'component'
        and x.found_id in (${scope.sql})
        and x.found_id not in (select m.component_id from (${met}) as m)`,
      scope.bindings,
    )
  }
  const { gaps } = await one<{ gaps: number }>(
    trx,
    `with met as (${met}),
     kept as (
       insert into gap (scheme_id, place, nearest_grid_id, found_by, found_id)
       select ${scheme.schemeId}, m.place, m.grid_id, 'component', m.component_id
         from met as m
           on conflict (scheme_id, found_by, found_id)
           do update set place = excluded.place, nearest_grid_id = excluded.nearest_grid_id
       returning id)
     select count(*) as gaps from kept`,
    scope.bindings,
  )
  return gaps
}

/**
 * Places the current components of `scope` in every scheme as of `at`, changing only what is wrong. `fresh` says that none of them has a place yet.
 * Gives the components whose place changed (none are named where `fresh`), and how many gaps were met.
 */
export const placeComponents = async (
  trx: Connection,
  scope: PlacementScope,
  { at, fresh }: { at: string; fresh: boolean },
): Promise<{ moved: number[]; gaps: number }> => {
  const moved = new Set<number>()
  let gaps = 0
  for (const scheme of await listSchemeLevels(trx)) {
    if (!fresh) for (const { id } of await closeWrong(trx, scheme, scope, at)) moved.add(id)
    for (const { id } of await insertMissing(trx, scheme, scope, { at, fresh })) moved.add(id)
    gaps += await recordGaps(trx, scheme, scope, fresh)
  }
  return { moved: [...moved], gaps }
}
