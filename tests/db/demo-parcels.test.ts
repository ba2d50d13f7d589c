/** The demo district leaves strips between its villages on purpose: they are found as parcels, and are all that its certificates lack. */
import { beforeAll, expect, test } from 'vitest'
import { DEFAULT_TOLERANCES } from '../../server/boundaries/tolerances.ts'
import { computeCertificate } from '../../server/certificates/compute-certificate.ts'
import { one, rows } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { matchGround } from '../../server/parcels/match-ground.ts'
import { listParcelsAfter } from '../../server/parcels/parcels.queries.ts'
import { useDatabase } from '../support/database.ts'
import { loadSmallDemo, smallDemo } from '../support/small-demo.ts'

const registry = useDatabase()
const SRID = 4549
let schemeId = 0

beforeAll(async () => {
  await loadSmallDemo(registry(), 4_000)
  const found = await one<{ id: number }>(
    registry().db,
    `select s.id as id from scheme as s where s.code = 'responsibility'`,
  )
  schemeId = found.id
}, 240_000)

const find = (depth: number) =>
  registry().db.transaction((trx) =>
    matchGround(trx, SYSTEM, { schemeId, depth, parentIds: null }, { ...DEFAULT_TOLERANCES, srid: SRID }),
  )
const certify = async (depth: number) => {
  const { at } = await one<{ at: string }>(registry().db, 'select clock_timestamp()::text as at')
  return computeCertificate(registry().db, {
    schemeId,
    depth,
    parentId: null,
    at,
    tolerances: DEFAULT_TOLERANCES,
    metricSrid: SRID,
  })
}

test('every strip is a parcel, at the level of the villages and at no other', async () => {
  const { found, below } = await find(3)
  expect(below).toBe(0)
  const { m2 } = await one<{ m2: number }>(
    registry().db,
    `select sum(st_area(st_transform(st_difference(p.geom, (
              select st_union(c.geom, 1e-12) from grid_version as c where c.parent_id = p.grid_id and c.valid_to is null), 1e-12), :srid::int))) as m2
       from grid_version as p
       join level as l on l.id = p.level_id and l.depth = 2 and l.scheme_id = :schemeId::int
      where p.valid_to is null`,
    { schemeId, srid: SRID },
  )
  const parcels = await listParcelsAfter(
    registry().db,
    { scheme: schemeId, depth: 3, sort: 'size' },
    { after: null, limit: 1_000 },
  )
  expect(parcels.map(({ id }) => id).sort()).toEqual([...found].sort())
  expect(parcels.length).toBeGreaterThanOrEqual(smallDemo.orphanStrips.count)
  expect(parcels.reduce((sum, { areaM2 }) => sum + areaM2, 0) / m2).toBeCloseTo(1, 4)
  for (const { suggestion } of parcels) {
    expect(suggestion?.border?.sharedM).toBeGreaterThan(0)
    expect(suggestion?.settlement).toMatchObject({ by: 'component' })
  }
  expect(await find(2)).toMatchObject({ found: [] })
  expect(await find(4)).toMatchObject({ found: [] })
  expect(await find(3)).toMatchObject({ found: [], withdrawn: [], kept: found.length })
})

test('components that stand on a strip are those that plain PostGIS finds there', async () => {
  const parcels = await listParcelsAfter(
    registry().db,
    { scheme: schemeId, depth: 3, sort: 'components' },
    { after: null, limit: 1_000 },
  )
  const counted = await rows<{ id: number; components: number }>(
    registry().db,
    `select p.id as id, count(v.id) as components
       from parcel as p
       left join component_version as v on v.valid_to is null and st_intersects(v.geom, p.geom)
      group by p.id
      order by components desc, p.id`,
  )
  expect(parcels.map(({ id, components }) => ({ id, components }))).toEqual(counted)
})

test('the villages lack the strips, the other levels nothing', async () => {
  const [towns, villages, grids] = [await certify(2), await certify(3), await certify(4)]
  expect(towns.figures.rates.geometric).toBe(1)
  expect(grids.figures.rates.geometric).toBe(1)
  const wished = smallDemo.orphanStrips.shareOfArea
  expect(Math.abs((1 - villages.figures.rates.geometric) / wished - 1)).toBeLessThan(0.15)
  expect(villages.figures.rates.assigned).toBeCloseTo(villages.figures.rates.geometric, 6)
})
