/** Exact counts of components under a filter, by one dimension. */
import type { z } from 'zod'
import { type ComponentFilter, componentCondition } from '../components/component-filter.ts'
import { inForce } from '../db/as-of.ts'
import { type Connection, rows } from '../db/database.ts'
import type { statsComponents } from '../shared/components.contract.ts'

type Group = z.infer<typeof statsComponents.response>['groups'][number]
export type Dimension = z.output<typeof statsComponents.query>['by']

/** What is counted by, and whose role must be joined for it. A component without the role counts under null. */
const KEYS: Record<Dimension, { key: string; role?: 'owner' | 'maintainer' | 'competent' }> = {
  class: { key: 'v.class_id' },
  state: { key: 'v.state' },
  owner: { key: 'g.unit_id', role: 'owner' },
  maintainer: { key: 'g.unit_id', role: 'maintainer' },
  competent: { key: 'g.unit_id', role: 'competent' },
  confirmation: { key: 'g.state', role: 'owner' },
}

/** Largest first. */
export const countBy = (db: Connection, by: Dimension, filter: ComponentFilter): Promise<Group[]> => {
  const { sql, bindings } = componentCondition(filter)
  const { key, role } = KEYS[by]
  const joinRole =
    role === undefined
      ? ''
      : `left join component_role as g
                on g.component_id = v.component_id
               and g.role = '${role}'
               and ${inForce('g', filter.at)}`
  return rows<Group>(
    db,
    `select ${key} as key, count(*) as count
       from component_version as v
       ${joinRole}
      where ${sql}
      group by 1
      order by 2 desc, 1 nulls last`,
    bindings,
  )
}
