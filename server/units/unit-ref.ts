/** How other statements name a unit: a join that finds its version, and the JSON of the contract's `unitRef`. */
import { inForce } from '../db/as-of.ts'

/** Joins one version of the unit: the one that holds, else the latest, since a role may be older than the unit's first known name. */
export const joinUnit = (alias: string, unitId: string, at: string | undefined): string => `
  left join lateral (
       select x.unit_id, x.code, x.name
         from unit_version as x
        where x.unit_id = ${unitId}
        order by ${inForce('x', at)} desc, x.valid_from desc
        limit 1) as ${alias} on true`

export const unitRefOf = (alias: string): string =>
  `case when ${alias}.unit_id is not null
        then json_build_object('id', ${alias}.unit_id, 'code', ${alias}.code, 'name', ${alias}.name) end`
