/** Exact counts of components as of an instant, by one or two dimensions, from the database; the present is counted in memory. */
import type { Dimension, Group } from '../atlas/count-components.ts'
import { type ComponentFilter, componentCondition } from '../components/component-filter.ts'
import { inForce } from '../db/as-of.ts'
import { type Connection, rows } from '../db/database.ts'

const unitIn = (role: string, at: string | undefined, column: string): string => `
  (select r.${column}
     from component_role as r
    where r.component_id = v.component_id
      and r.role = '${role}'
      and ${inForce('r', at)})`

/** The grid of the level that the component's grid is or lies in. */
const gridAt = (at: string | undefined): string => `
  (select a.id
     from component_grid as p
     join level as l on l.id = :level::int and l.scheme_id = p.scheme_id
    cross join lateral (
          with recursive above (id, parent_id, level_id) as (
            select g.grid_id, g.parent_id, g.level_id
              from grid_version as g
             where g.grid_id = p.grid_id and ${inForce('g', at)}
             union all
            select g.grid_id, g.parent_id, g.level_id
              from above as u
              join grid_version as g on g.grid_id = u.parent_id and ${inForce('g', at)})
          select u.id from above as u where u.level_id = l.id) as a
    where p.component_id = v.component_id
      and ${inForce('p', at)})`

/** What is counted by; a component that has none of it counts under null. */
const KEYS: Record<Dimension, (at: string | undefined) => string> = {
  class: () => 'v.class_id',
  state: () => 'v.state',
  owner: (at) => unitIn('owner', at, 'unit_id'),
  maintainer: (at) => unitIn('maintainer', at, 'unit_id'),
  competent: (at) => unitIn('competent', at, 'unit_id'),
  confirmation: (at) => unitIn('owner', at, 'state'),
  grid: gridAt,
}

/** Largest first, then by key, what has none last. */
export const countBy = (
  db: Connection,
  by: readonly Dimension[],
  filter: ComponentFilter,
  level?: number,
): Promise<Group[]> => {
  const { sql, bindings } = componentCondition(filter)
  const keys = by.map((dimension, n) => `${KEYS[dimension](filter.at)} as ${n === 0 ? 'key' : 'second'}`)
  const names = by.map((_, n) => (n === 0 ? 'key' : 'second'))
  return rows<Group>(
    db,
    `select ${names.map((name) => `c.${name} as ${name}`).join(', ')}, count(*) as count
       from (select ${keys.join(', ')}
               from component_version as v
              where ${sql}) as c
      group by ${names.map((_, n) => n + 1).join(', ')}
      order by count desc, ${names.map((name) => `${name} nulls last`).join(', ')}`,
    { ...bindings, level: level ?? null },
  )
}
