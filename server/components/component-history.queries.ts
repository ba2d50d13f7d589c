/** Every version of a component and of its roles, newest first. */
import type { z } from 'zod'
import { classRefOf } from '../classes/class-ref.ts'
import { type Connection, rows } from '../db/database.ts'
import type { getComponentHistory } from '../shared/components.contract.ts'
import { joinUnit, unitRefOf } from '../units/unit-ref.ts'
import { lonLatOf, pointOf } from './point-of.ts'

type History = z.infer<typeof getComponentHistory.response>

export const listVersions = (db: Connection, id: number): Promise<History['versions']> =>
  rows(
    db,
    `select v.code as code, ${classRefOf('k', 'e')} as class, v.state as state, ${lonLatOf('p.point')} as point,
            v.valid_from as "validFrom", v.valid_to as "validTo", v.batch_id as "batchId"
       from component_version as v
       join class as k on k.id = v.class_id
       join edition as e on e.id = k.edition_id
      cross join lateral (select ${pointOf('v.geom')} as point) as p
      where v.component_id = :id::bigint
      order by v.valid_from desc`,
    { id },
  )

/** Roles of the same moment stand in the order competent, owner, maintainer. */
export const listRoleVersions = (db: Connection, id: number): Promise<History['roles']> =>
  rows(
    db,
    `select r.role as role, ${unitRefOf('u')} as unit, r.state as confirmation, r.basis as basis,
            r.valid_from as since, r.until as until, r.valid_to as "validTo"
       from component_role as r
       ${joinUnit('u', 'r.unit_id', undefined)}
      where r.component_id = :id::bigint
      order by r.valid_from desc, array_position(array['competent', 'owner', 'maintainer'], r.role)`,
    { id },
  )
