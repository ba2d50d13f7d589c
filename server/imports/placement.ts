/** Keeps each component's place in every scheme, a row a scheme, by the rule of `grids/locating.ts`, and the gaps that were met. */
import { type Connection, one, rows } from '../db/database.ts'
import { listSchemeLevels, locatingCtes, placeOf, type SchemeLevels } from '../grids/locating.ts'
import { type ComponentScope, listScope } from './component-scope.ts'

type Placing = { readonly ids: readonly number[]; readonly at: string; readonly fresh: boolean }

const placesIn = (scheme: SchemeLevels, placed: string): string => `
    with point as materialized (
      select v.component_id as id, ${placeOf('v.geom')} as place
        from unnest(:ids::bigint[]) as s (id)
        join component_version as v on v.component_id = s.id
       where v.valid_to is null
         ${placed}),
    ${locatingCtes(scheme, 'many')}`

const insertMissing = (
  trx: Connection,
  scheme: SchemeLevels,
  { ids, at, fresh }: Placing,
): Promise<{ id: number }[]> =>
  rows<{ id: number }>(
    trx,
    `${placesIn(
      scheme,
      `and not exists (select from component_grid as c
                        where c.component_id = v.component_id and c.scheme_id = ${scheme.schemeId} and c.valid_to is null)`,
    )}
     insert into component_grid (component_id, scheme_id, grid_id, placement, distance_m, valid_from)
     select w.id, ${scheme.schemeId}, w.grid_id, w.placement, w.distance_m, :at::timestamptz
       from located_${scheme.schemeId} as w
     ${fresh ? '' : 'returning component_id as id'}`,
    { ids, at },
  )

/** Ends the places that are no longer right. The next statement makes the right ones. */
const closeWrong = (trx: Connection, scheme: SchemeLevels, { ids, at }: Placing): Promise<{ id: number }[]> =>
  rows<{ id: number }>(
    trx,
    `${placesIn(scheme, '')}
     update component_grid as c
        set valid_to = :at::timestamptz
       from point as p
       left join located_${scheme.schemeId} as w on w.id = p.id
      where c.component_id = p.id
        and c.scheme_id = ${scheme.schemeId}
        and c.valid_to is null
        and (w.grid_id is distinct from c.grid_id or w.placement <> c.placement or w.distance_m <> c.distance_m)
     returning c.component_id as id`,
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
 * Gives the components whose place changed (none are named where `fresh`), and how many gaps were met.
 */
export const placeComponents = async (
  trx: Connection,
  scope: ComponentScope,
  { at, fresh }: { at: string; fresh: boolean },
): Promise<{ moved: number[]; gaps: number }> => {
  const moved = new Set<number>()
  let gaps = 0
  const placing = { ids: await listScope(trx, scope), at, fresh }
  const schemes = placing.ids.length === 0 ? [] : await listSchemeLevels(trx)
  for (const scheme of schemes) {
    if (!fresh) for (const { id } of await closeWrong(trx, scheme, placing)) moved.add(id)
    for (const { id } of await insertMissing(trx, scheme, placing)) moved.add(id)
    gaps += await recordGaps(trx, scheme, placing.ids)
  }
  return { moved: [...moved], gaps }
}
