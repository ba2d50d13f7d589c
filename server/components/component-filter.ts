/** The one filter of components, as an SQL condition: list, tiles, counts and export use it, and so their numbers agree. */
import type { z } from 'zod'
import { inForce } from '../db/as-of.ts'
import { BOX } from '../db/box.ts'
import { gridsAndBelow } from '../grids/below.ts'
import type { componentFilter } from '../shared/components.contract.ts'
import { pointOf } from './point-of.ts'

type Parsed = z.output<z.ZodObject<typeof componentFilter>>
export type ComponentFilter = Parsed & {
  /** west, south, east, north in degrees; a component belongs when its point lies in the box or on its edge. */
  readonly bbox?: [number, number, number, number] | undefined
  readonly at?: string | undefined
}
/** `sql` speaks of a component version under the alias `v`; its bindings are named. */
export type Condition = { readonly sql: string; readonly bindings: Readonly<Record<string, unknown>> }

const heldByUnit = (role: 'owner' | 'maintainer' | 'competent', at: string | undefined): string => `
  exists (select
            from component_role as r
           where r.component_id = v.component_id
             and r.role = '${role}'
             and r.unit_id = any(:${role}::bigint[])
             and ${inForce('r', at)})`

/** 确权 is of ownership: a component's confirmation is the state of its owner. */
const confirmedAs = (at: string | undefined): string => `
  exists (select
            from component_role as r
           where r.component_id = v.component_id
             and r.role = 'owner'
             and r.state = any(:confirmation::text[])
             and ${inForce('r', at)})`

const insideGrids = (at: string | undefined): string => `
  v.component_id in (
       select cg.component_id
         from component_grid as cg
        where cg.grid_id in (${gridsAndBelow('grid', at)})
          and ${inForce('cg', at)})`

/** A component is where its point is, edges of the box included; the shape's own box only lets the index find it. */
const inBox = `v.geom && ${BOX}
   and st_x(${pointOf('v.geom')}) between :west::float8 and :east::float8
   and st_y(${pointOf('v.geom')}) between :south::float8 and :north::float8`

export const componentCondition = (filter: ComponentFilter): Condition => {
  const { at, bbox } = filter
  const parts = [
    inForce('v', at),
    filter.class && 'v.class_id = any(:class::bigint[])',
    filter.state && 'v.state = any(:state::text[])',
    filter.owner && heldByUnit('owner', at),
    filter.maintainer && heldByUnit('maintainer', at),
    filter.competent && heldByUnit('competent', at),
    filter.confirmation && confirmedAs(at),
    filter.grid && insideGrids(at),
    bbox && inBox,
  ]
  return {
    sql: parts.filter((part) => part !== undefined).join('\n and '),
    bindings: {
      class: filter.class ?? null,
      state: filter.state ?? null,
      owner: filter.owner ?? null,
      maintainer: filter.maintainer ?? null,
      competent: filter.competent ?? null,
      confirmation: filter.confirmation ?? null,
      grid: filter.grid ?? null,
      west: bbox?.[0] ?? null,
      south: bbox?.[1] ?? null,
      east: bbox?.[2] ?? null,
      north: bbox?.[3] ?? null,
      at: at ?? null,
    },
  }
}
