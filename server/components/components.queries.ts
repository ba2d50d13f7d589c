/** Components by filter in order of code. Codes are compared byte by byte, which is what their index does. */
import type { z } from 'zod'
import { classRefOf } from '../classes/class-ref.ts'
import { inForce } from '../db/as-of.ts'
import { type Connection, one, rows } from '../db/database.ts'
import { beginningWith, containing } from '../db/like.ts'
import type { SortKey } from '../http/cursor.ts'
import type { componentItem } from '../shared/components.contract.ts'
import { joinUnit, unitRefOf } from '../units/unit-ref.ts'
import { type ComponentFilter, type Condition, componentCondition } from './component-filter.ts'
import { lonLatOf, pointOf } from './point-of.ts'

type ComponentItem = z.infer<typeof componentItem>
export type ListFilter = ComponentFilter & {
  /** The beginning of the code. */
  readonly code?: string | undefined
  /** Anything in the name, the location or the code. */
  readonly q?: string | undefined
}

/** What the list shows, and what an export of the list holds. */
export const listCondition = (filter: ListFilter): Condition => {
  const { sql, bindings } = componentCondition(filter)
  const parts = [
    sql,
    filter.code && 'v.code like :codePattern::text',
    filter.q && '(v.name ilike :words::text or v.location ilike :words::text or v.code ilike :words::text)',
  ]
  return {
    sql: parts.filter(Boolean).join('\n and '),
    bindings: {
      ...bindings,
      codePattern: filter.code ? beginningWith(filter.code) : null,
      words: filter.q ? containing(filter.q) : null,
    },
  }
}

export const countComponents = async (db: Connection, filter: ListFilter): Promise<number> => {
  const { sql, bindings } = listCondition(filter)
  const { total } = await one<{ total: number }>(
    db,
    `select count(*) as total
       from component_version as v
      where ${sql}`,
    bindings,
  )
  return total
}

const joinRole = (role: 'competent' | 'owner' | 'maintainer', at: string | undefined): string => `
  left join component_role as ${role}_role
         on ${role}_role.component_id = v.component_id
        and ${role}_role.role = '${role}'
        and ${inForce(`${role}_role`, at)}
  ${joinUnit(role, `${role}_role.unit_id`, at)}`

/** In order of code; gives up to `limit` components after the key. */
export const listComponentsAfter = (
  db: Connection,
  filter: ListFilter,
  { after, limit }: { after: SortKey | null; limit: number },
): Promise<ComponentItem[]> => {
  const { sql, bindings } = listCondition(filter)
  const beyond = after
    ? 'v.code ~>=~ :afterCode::text and (v.code ~>~ :afterCode::text or v.component_id > :afterId::bigint)'
    : 'true'
  return rows<ComponentItem>(
    db,
    `select v.component_id as id, v.code as code, ${classRefOf('k', 'e')} as class, v.name as name, v.state as state,
            ${lonLatOf('p.point')} as point, v.location as location, ${unitRefOf('owner')} as owner,
            ${unitRefOf('maintainer')} as maintainer, ${unitRefOf('competent')} as competent
       from (select v.component_id, v.code, v.class_id, v.name, v.state, v.geom, v.location
               from component_version as v
              where ${sql}
                and ${beyond}
              order by v.code using ~<~, v.component_id
              limit :limit::int) as v
       join class as k on k.id = v.class_id
       join edition as e on e.id = k.edition_id
      cross join lateral (select ${pointOf('v.geom')} as point) as p
       ${joinRole('owner', filter.at)}
       ${joinRole('maintainer', filter.at)}
       ${joinRole('competent', filter.at)}
      order by v.code using ~<~, v.component_id`,
    { ...bindings, afterCode: after?.code ?? null, afterId: after?.id ?? null, limit },
  )
}
