/**
 * Which village a parcel could go to: the one with the longest border shared with it, and the one whose settlement is nearest, in words. Villages are the
 * grids of the parcel's level in the same grid above. A settlement is what stands in a village: its nearest component, else the point of its label.
 */

import { inForce } from '../db/as-of.ts'
import { COORDINATE_STEP } from '../grids/coordinate-step.ts'
import { gridRefOf } from '../grids/grid-ref.ts'
import { METRES_PER_DEGREE } from '../grids/metres-per-degree.ts'
import { STEP } from '../grids/overlay.ts'
import type { GridRef } from '../shared/grids.contract.ts'
import type { Suggestion } from '../shared/parcels.contract.ts'

/** Components nearest in degrees, of which the nearest in metres is taken. */
const NEAREST = 50
const villages = (alias: string): string => `
  grid_version as ${alias}
  join level as ${alias}_l on ${alias}_l.id = ${alias}.level_id and ${alias}_l.scheme_id = p.scheme_id and ${alias}_l.depth = p.depth`

/**
 * Rows of villages that share a border with `parcel as p`, in metres of `district as d`: from and where. Overlaid on the fixed grid on which the parcel was cut, the two
 * borders have their vertices in common again.
 */
export const borderingAt = (at: string | undefined): string => `
    from ${villages('v')}
   cross join lateral (
         select st_length(st_transform(st_collectionextract(
                  st_intersection(st_boundary(p.geom), st_boundary(v.geom), ${STEP}), 2), d.metric_srid)) as shared_m,
                st_perimeter(st_transform(p.geom, d.metric_srid)) as whole_m) as s
   where ${inForce('v', at)}
     and v.parent_id = p.parent_id
     and v.geom && st_expand(p.geom, ${4 * COORDINATE_STEP})
     and s.shared_m > 0
   order by s.shared_m desc, v.code collate "C"`
/** Of one such row. */
export const SHARED_BORDER = `json_build_object('grid', ${gridRefOf('v', 'v_l')}, 'sharedM', s.shared_m, 'share', least(1, s.shared_m / nullif(s.whole_m, 0)))`

const BORDER = `
  select ${SHARED_BORDER} as border
  ${borderingAt(undefined)}
   limit 1`

/**
 * Components that stand in a grid, not those that only are nearest to one; their grid may lie below the village. From the component up, so that they are sought once and not
 * for each village: a queue of 17 in 0.3 s and not in 2.
 */
const BY_COMPONENT = `
  select json_build_object('grid', ${gridRefOf('v', 'v_l')}, 'distanceM', n.distance_m, 'by', 'component') as settlement, 1 as rank, n.distance_m as distance_m,
         v.code as code
    from (
      select x.component_id, cg.grid_id, st_distance(st_transform(x.geom, d.metric_srid), st_transform(p.geom, d.metric_srid)) as distance_m
        from component_version as x
        join component_grid as cg
          on cg.component_id = x.component_id and cg.scheme_id = p.scheme_id and cg.valid_to is null and cg.placement = 'covers'
       where x.valid_to is null
         and x.geom && st_expand(p.geom, 5000.0 / ${METRES_PER_DEGREE})
       order by x.geom <-> p.geom
       limit ${NEAREST}) as n
   cross join lateral (
         with recursive above as (
           select n.grid_id as id
            union
           select u.parent_id from above as a join grid_version as u on u.grid_id = a.id and u.valid_to is null
         )
         select a.id from above as a) as held
    join ${villages('v')} on v.grid_id = held.id
     and v.valid_to is null
     and v.parent_id = p.parent_id`

const BY_LABEL = `
  select json_build_object('grid', ${gridRefOf('v', 'v_l')}, 'distanceM', s.distance_m, 'by', 'label'), 2, s.distance_m, v.code
    from ${villages('v')}
   cross join lateral (
         select st_distance(st_transform(st_pointonsurface(v.geom), d.metric_srid), st_transform(p.geom, d.metric_srid)) as distance_m) as s
   where v.valid_to is null
     and v.parent_id = p.parent_id`

/** Columns `border` and `settlement` beside `parcel as p` and `district as d`; null for parcels that are no longer open. */
export const SUGGESTING = `
  left join lateral (${BORDER}) as near_border on p.settled_at is null and p.withdrawn_at is null
  left join lateral (
       select s.settlement
         from (${BY_COMPONENT}
               union all
               ${BY_LABEL}) as s (settlement, rank, distance_m, code)
        order by s.rank, s.distance_m, s.code collate "C"
        limit 1) as near_settlement on p.settled_at is null and p.withdrawn_at is null`

const nameOf = ({ code, name }: GridRef): string => (name === '' ? code : name)
const metres = (m: number): string => (m >= 10 ? Math.round(m).toLocaleString('en-US') : m.toFixed(1))

const borderWords = ({ grid, sharedM, share }: NonNullable<Suggestion['border']>) => ({
  zh: `与${nameOf(grid)}共界最长：${metres(sharedM)} 米，占地块边界的 ${Math.round(share * 100)}%`,
  en: `${nameOf(grid)} shares the longest border with it: ${metres(sharedM)} m, ${Math.round(share * 100)} % of the whole`,
})

const settlementWords = ({ grid, distanceM, by }: NonNullable<Suggestion['settlement']>) => {
  const what =
    by === 'component'
      ? ['最近的部件', 'the nearest component stands in']
      : ['中心最近', 'the nearest middle is that of']
  return by === 'component'
    ? {
        zh: `${what[0]}在${nameOf(grid)}，相距 ${metres(distanceM)} 米`,
        en: `${what[1]} ${nameOf(grid)}, ${metres(distanceM)} m away`,
      }
    : {
        zh: `${nameOf(grid)}的${what[0]}，相距 ${metres(distanceM)} 米`,
        en: `${what[1]} ${nameOf(grid)}, ${metres(distanceM)} m away`,
      }
}

/** The border decides what is proposed; where the settlement says another village, both are told. */
export const suggestionOf = (
  border: Suggestion['border'],
  settlement: Suggestion['settlement'],
): Suggestion => {
  const told = [border && borderWords(border), settlement && settlementWords(settlement)].filter(
    (words) => words !== null,
  )
  const agree = border !== null && settlement !== null && border.grid.id === settlement.grid.id
  const differ = border !== null && settlement !== null && !agree
  return {
    grid: border?.grid ?? settlement?.grid ?? null,
    border,
    settlement,
    agree,
    words: {
      zh: `${told.map(({ zh }) => zh).join('；')}${differ ? '；两者不同，请核实' : ''}`,
      en: `${told.map(({ en }) => en).join('; ')}${differ ? '; the two differ' : ''}`,
    },
  }
}
