/** The queue of parcels, and one parcel with all that was done with it: now, or as of an instant. */
import { hadCome, ifCome, inForce } from '../db/as-of.ts'
import { type Connection, first, one, rows } from '../db/database.ts'
import { NotFound } from '../errors.ts'
import { gridRefOf } from '../grids/grid-ref.ts'
import type { ParcelCard, ParcelItem, ParcelState, Suggestion } from '../shared/parcels.contract.ts'
import { stateAt } from './parcel-state.ts'
import { SUGGESTING, suggestionOf } from './suggest-village.ts'

export type ParcelFilter = {
  readonly scheme?: number | undefined
  readonly depth?: number | undefined
  readonly state?: readonly ParcelState[] | undefined
  readonly sort: 'size' | 'components' | 'cases'
  readonly at?: string | undefined
}

/** What stands on `parcel as p`: a component with any part of it on the ground counts. */
const componentsOn = (at: string | undefined): string =>
  `(select count(*) from component_version as cv where ${inForce('cv', at)} and cv.geom && p.geom and st_intersects(cv.geom, p.geom))`
const reportsOn = (at: string | undefined): string =>
  `(select count(*) from report as rp where rp.place && p.geom and st_covers(p.geom, rp.place) and ${hadCome('rp.received_at', at)})`
const KEYS = { size: () => 'p.area_m2', components: componentsOn, cases: reportsOn } as const

const OPEN: readonly ParcelState[] = ['orphan', 'claimed', 'disputed', 'ruled']

/** The latest version of a grid by an instant, whether it is still there or not. */
export const joinGrid = (alias: string, gridId: string, at?: string): string => `
  left join lateral (
       select x.*
         from grid_version as x
        where x.grid_id = ${gridId}
          and ${hadCome('x.valid_from', at)}
        order by x.valid_from desc
        limit 1) as ${alias} on true
  left join level as ${alias}_l on ${alias}_l.id = ${alias}.level_id`
export const gridOf = (alias: string): string =>
  `case when ${alias}.grid_id is not null then ${gridRefOf(alias, `${alias}_l`)} end`

/** Of `parcel as p`. Which village it could go to is a question of today. */
export const itemAt = (at?: string): string => `
  p.id as id, p.number as number, p.name as name, p.scheme_id as "schemeId", p.depth as depth, ${gridOf('pg')} as parent,
  ${stateAt('p', at)} as state, p.source as source, p.area_m2 as "areaM2",
  json_build_array(st_x(st_pointonsurface(p.geom)), st_y(st_pointonsurface(p.geom))) as place,
  json_build_array(st_xmin(p.geom), st_ymin(p.geom), st_xmax(p.geom), st_ymax(p.geom)) as bbox,
  st_asgeojson(p.geom, 7, 0)::json as outline,
  ${componentsOn(at)} as components, ${reportsOn(at)} as reports,
  ${at === undefined ? 'near_border.border as border, near_settlement.settlement as settlement' : 'null as border, null as settlement'}`
export const itemJoinsAt = (at?: string): string => `
  cross join district as d
  ${joinGrid('pg', 'p.parent_id', at)}
  ${at === undefined ? SUGGESTING : ''}`

export type ItemRow = Omit<ParcelItem, 'suggestion'> & {
  readonly border: Suggestion['border']
  readonly settlement: Suggestion['settlement']
}
export const toItem = <T extends ItemRow>(
  { border, settlement, ...item }: T,
  at?: string,
): Omit<T, 'border' | 'settlement'> & Pick<ParcelItem, 'suggestion'> => ({
  ...item,
  suggestion:
    at !== undefined || ['settled', 'withdrawn'].includes(item.state)
      ? null
      : suggestionOf(border, settlement),
})

const conditionsOf = ({ scheme, depth, at }: ParcelFilter): string =>
  [
    hadCome('p.made_at', at),
    ...(scheme === undefined ? [] : ['p.scheme_id = :scheme::int']),
    ...(depth === undefined ? [] : ['p.depth = :depth::int']),
    `${stateAt('p', at)} = any (:states::text[])`,
  ].join(' and ')
const bindingsOf = ({ scheme, depth, state, at }: ParcelFilter) => ({
  ...(at === undefined ? {} : { at }),
  ...(scheme === undefined ? {} : { scheme }),
  ...(depth === undefined ? {} : { depth }),
  states: state ?? OPEN,
})

export const countParcels = async (db: Connection, filter: ParcelFilter): Promise<number> =>
  (
    await one<{ total: number }>(
      db,
      `select count(*) as total from parcel as p where ${conditionsOf(filter)}`,
      bindingsOf(filter),
    )
  ).total

export type QueueKey = { readonly value: number; readonly id: number }

/** Largest key first; what a list is sorted by is counted for all that match, everything else for the page. */
export const listParcelsAfter = async (
  db: Connection,
  filter: ParcelFilter,
  { after, limit }: { after: QueueKey | null; limit: number },
): Promise<(ParcelItem & { key: number })[]> => {
  const found = await rows<ItemRow & { key: number }>(
    db,
    `with keyed as materialized (
       select p.id as id, ${KEYS[filter.sort](filter.at)}::float8 as key from parcel as p where ${conditionsOf(filter)}),
     paged as materialized (
       select k.id as id, k.key as key
         from keyed as k
        where :afterId::bigint is null
           or k.key < :afterKey::float8
           or (k.key = :afterKey::float8 and k.id > :afterId::bigint)
        order by k.key desc, k.id
        limit :limit::int)
     select k.key as key, ${itemAt(filter.at)}
       from paged as k
       join parcel as p on p.id = k.id
       ${itemJoinsAt(filter.at)}
      order by k.key desc, k.id`,
    { ...bindingsOf(filter), afterKey: after?.value ?? null, afterId: after?.id ?? null, limit },
  )
  return found.map((item) => toItem(item, filter.at))
}

type CardRow = ItemRow &
  Pick<
    ParcelCard,
    'geometry' | 'madeAt' | 'by' | 'withdrawnAt' | 'settledAt' | 'grid' | 'changeId' | 'acceptedAt'
  >

export const getParcelRow = async (db: Connection, id: number, at?: string) => {
  const found = await first<CardRow>(
    db,
    `select ${itemAt(at)}, st_asgeojson(p.geom, 15, 0)::json as geometry, p.made_at as "madeAt", p.actor as by,
            ${ifCome('p.withdrawn_at', at)} as "withdrawnAt", ${ifCome('p.settled_at', at)} as "settledAt",
            ${ifCome('p.settled_at', at, gridOf('hg'))} as grid, ${ifCome('p.settled_at', at, 'p.change_id')} as "changeId",
            ${ifCome('p.accepted_at', at)} as "acceptedAt"
       from parcel as p
       ${itemJoinsAt(at)}
       ${joinGrid('hg', 'p.grid_id', at)}
      where p.id = :id::bigint
        and ${hadCome('p.made_at', at)}`,
    { id, ...(at === undefined ? {} : { at }) },
  )
  if (!found)
    throw new NotFound('no_such_parcel', `There is no parcel ${id}${at === undefined ? '' : ' as of then'}.`)
  return toItem(found, at)
}
