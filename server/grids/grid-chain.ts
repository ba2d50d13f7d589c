/** The chain of a grid: from the grid of the first level down to the grid itself, by the parents that held at the instant. */
import { inForce } from '../db/as-of.ts'
import { type Connection, first, rows } from '../db/database.ts'
import type { GridRef } from '../shared/grids.contract.ts'
import type { UnitRef } from '../shared/units.contract.ts'
import { joinUnit, unitRefOf } from '../units/unit-ref.ts'
import { gridRefOf } from './grid-ref.ts'

/** Levels are six at most; a parent that leads back to its child ends there. */
const above = (at: string | undefined): string => `
  with recursive above (start_id, grid_id, steps) as (
         select s.id, s.id, 0
           from unnest(:gridIds::bigint[]) as s (id)
          union all
         select a.start_id, v.parent_id, a.steps + 1
           from above as a
           join grid_version as v on v.grid_id = a.grid_id and ${inForce('v', at)}
          where v.parent_id is not null
            and a.steps < 6)`

/** Chains by the id of the grid asked for; a grid that does not hold at the instant has none. */
export const chainsOf = async (
  db: Connection,
  gridIds: readonly number[],
  at: string | undefined,
): Promise<Map<number, GridRef[]>> => {
  const found = await rows<{ startId: number; grid: GridRef }>(
    db,
    `${above(at)}
     select a.start_id as "startId", ${gridRefOf('v', 'l')} as grid
       from above as a
       join grid_version as v on v.grid_id = a.grid_id and ${inForce('v', at)}
       join level as l on l.id = v.level_id
      order by a.start_id, a.steps desc`,
    { gridIds, at: at ?? null },
  )
  const chains = new Map<number, GridRef[]>()
  for (const { startId, grid } of found) chains.set(startId, [...(chains.get(startId) ?? []), grid])
  return chains
}

/** The unit that answers for a grid: its own, else that of the nearest grid above. */
export const findAnswering = (
  db: Connection,
  gridId: number,
  at: string | undefined,
): Promise<{ unit: UnitRef; grid: GridRef } | undefined> =>
  first(
    db,
    `${above(at)}
     select ${unitRefOf('u')} as unit, ${gridRefOf('v', 'l')} as grid
       from above as a
       join grid_unit as gu on gu.grid_id = a.grid_id and ${inForce('gu', at)}
       join grid_version as v on v.grid_id = a.grid_id and ${inForce('v', at)}
       join level as l on l.id = v.level_id
       ${joinUnit('u', 'gu.unit_id', at)}
      order by a.steps
      limit 1`,
    { gridIds: [gridId], at: at ?? null },
  )
