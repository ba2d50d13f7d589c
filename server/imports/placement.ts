/** Keeps each component's place in every scheme, a row a scheme, by the rule of `grids/locating.ts`, and the gaps that were met. */
import { type Connection, one, rows } from '../db/database.ts'
import { listSchemeLevels, locatingCtes, placeOf, type SchemeLevels } from '../grids/locating.ts'
import { type ComponentScope, listScope } from './component-scope.ts'

type Placing = { readonly ids: readonly number[]; readonly at: string }

const placesIn = (scheme: SchemeLevels): string => `
    with point as materialized (
      select v.component_id as id, ${placeOf('v.geom')} as place
        from unnest(:ids::bigint[]) as s (id)
        join component_version as v on v.component_id = s.id
       where v.valid_to is null),
    ${locatingCtes(scheme, 'many')}`

const placeFresh = (trx: Connection, scheme: SchemeLevels, { ids, at }: Placing): Promise<unknown> =>
  rows(
    trx,
    `${placesIn(scheme)}
     insert into component_grid (component_id, scheme_id, grid_id, placement, distance_m, valid_from)
     select w.id, ${scheme.schemeId}, w.grid_id, w.placement, w.distance_m, :at::timestamptz
       from located_${scheme.schemeId} as w`,
    { ids, at },
  )

/** Ends the places that are no longer right and makes the right ones, in one statement: where they are is found once. */
const correctPlaces = (
  trx: Connection,
  scheme: SchemeLevels,
  { ids, at }: Placing,
): Promise<{ id: number }[]> =>
  rows<{ id: number }>(
    trx,
    `${placesIn(scheme)},
     wrong as materialized (
       select p.id, c.component_id is not null as had, w.grid_id, w.placement, w.distance_m
         from point as p
         left join component_grid as c on c.component_id = p.id and c.scheme_id = ${scheme.schemeId} and c.valid_to is null
         left join located_${scheme.schemeId} as w on w.id = p.id
        where w.grid_id is distinct from c.grid_id
           or w.placement is distinct from c.placement
           or w.distance_m is distinct from c.distance_m),
     ended as (
       update component_grid as c
          set valid_to = :at::timestamptz
        -- As an array: of a batch the planner knows no length, and reads the places of the whole district for it.
        where c.component_id = any (array(select w.id from wrong as w where w.had))
          and c.scheme_id = ${scheme.schemeId}
          and c.valid_to is null
       returning c.component_id),
     -- What is ended is read, so that it comes before what begins: a component has one place at a time.
     begun as (
       insert into component_grid (component_id, scheme_id, grid_id, placement, distance_m, valid_from)
       select w.id, ${scheme.schemeId}, w.grid_id, w.placement, w.distance_m, :at::timestamptz
         from wrong as w
         left join ended as e on e.component_id = w.id
        where w.grid_id is not null
          and (e.component_id is not null or not w.had))
     select w.id as id from wrong as w`,
    { ids, at },
  )

/** A gap is met where no grid covers the place, or one that is divided does and none of its parts. */
const recordGaps = async (
  trx: Connection,
  { schemeId }: SchemeLevels,
  ids: readonly number[],
): Promise<number> => {
  const { gaps } = await one<{ gaps: number }>(
    trx,
    `with asked as materialized (
       select s.id from unnest(:ids::bigint[]) as s (id)),
     met as materialized (
       select v.component_id, c.grid_id, ${placeOf('v.geom')} as place
         from asked as s
         join component_version as v on v.component_id = s.id
         join component_grid as c on c.component_id = s.id and c.scheme_id = ${schemeId} and c.valid_to is null
        where v.valid_to is null
          and (c.placement = 'nearest'
               or exists (select from grid_version as g where g.parent_id = c.grid_id and g.valid_to is null))),
     gone as (
       delete from gap as x
        using asked as s
        where x.scheme_id = ${schemeId}
          and x.found_by = 'component'
          and x.found_id = s.id
          and not exists (select from met as m where m.component_id = s.id)),
     kept as (
       insert into gap (scheme_id, place, nearest_grid_id, found_by, found_id)
       select ${schemeId}, m.place, m.grid_id, 'component', m.component_id
         from met as m
           on conflict (scheme_id, found_by, found_id)
           do update set place = excluded.place, nearest_grid_id = excluded.nearest_grid_id
       returning id)
     select count(*) as gaps from kept`,
    { ids },
  )
  return gaps
}

/**
 * Places the current components of `scope` in every scheme as of `at`, changing only what is wrong. `fresh` says that none of them has a place yet.
 * `schemeId` says that no other scheme is concerned. Gives the components whose place changed (none are named where `fresh`), and how many gaps were met.
 */
export const placeComponents = async (
  trx: Connection,
  scope: ComponentScope,
  { at, fresh, schemeId }: { at: string; fresh: boolean; schemeId?: number },
): Promise<{ moved: number[]; gaps: number }> => {
  const moved = new Set<number>()
  let gaps = 0
  const placing = { ids: await listScope(trx, scope), at }
  const schemes = placing.ids.length === 0 ? [] : await listSchemeLevels(trx)
  for (const scheme of schemes) {
    if (schemeId !== undefined && scheme.schemeId !== schemeId) continue
    if (fresh) await placeFresh(trx, scheme, placing)
    else for (const { id } of await correctPlaces(trx, scheme, placing)) moved.add(id)
    gaps += await recordGaps(trx, scheme, placing.ids)
  }
  return { moved: [...moved], gaps }
}
