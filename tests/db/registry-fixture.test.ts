import { expect, test } from 'vitest'
import { one, rows } from '../../server/db/database.ts'
import { useDatabase } from '../support/database.ts'
import { makeRegistry } from '../support/registry-fixture.ts'

const registry = useDatabase()

test('the fixture tiles its ground without gap or overlap and places components inside, near and outside', async () => {
  const { db } = registry()
  const fixture = await makeRegistry(db)
  expect(fixture.grids).toHaveLength(44)
  const { wrong } = await one<{ wrong: number }>(
    db,
    `select count(*)::int as wrong
       from grid_version as p
       join lateral (select st_union(c.geom) as geom from grid_version as c where c.parent_id = p.grid_id and c.valid_to is null) as u
            on u.geom is not null
      where p.valid_to is null and not st_equals(p.geom, u.geom)`,
  )
  expect(wrong).toBe(0)
  const placements = await rows<{ placement: string; n: number }>(
    db,
    `select coalesce(g.placement, 'none') as placement, count(*)::int as n
       from component_version as v
       left join component_grid as g on g.component_id = v.component_id and g.valid_to is null
      where v.valid_to is null
      group by 1
      order by 1`,
  )
  expect(placements.map((p) => p.placement)).toEqual(['covers', 'nearest', 'none'])
  expect(placements.reduce((sum, p) => sum + p.n, 0)).toBe(1_999)
})
