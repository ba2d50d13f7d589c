import { beforeAll, expect, test } from 'vitest'
import { one, rows } from '../../server/db/database.ts'
import { readVersion, SYSTEM } from '../../server/db/end-write.ts'
import { loadDemo } from '../../server/demo/load.ts'
import { useDatabase } from '../support/database.ts'
import { loadSmallDemo, smallDemo } from '../support/small-demo.ts'

const WISH = { actor: SYSTEM, components: 4000, parameters: smallDemo }

const registry = useDatabase()

beforeAll(async () => {
  await loadSmallDemo(registry(), WISH.components)
}, 240_000)

type Proof = {
  scheme: string
  level: string
  grids: number
  gapM2: number
  overlaps: number
  outside: number
}

/** The overlays name a grid far finer than the step of the coordinates: without one the embedded database ends the statement without rows. */
const prove = (): Promise<Proof[]> =>
  rows<Proof>(
    registry().db,
    `with child as (
       select s.code as scheme, l.code as level, l.depth as depth, l.id as level_id, g.grid_id as grid_id,
              g.parent_id as parent_id, g.geom as geom
         from grid_version as g
         join level as l on l.id = g.level_id
         join scheme as s on s.id = l.scheme_id
        where g.valid_to is null
     ), gap as (
       select c.level_id as level_id,
              sum(st_area(st_transform(st_difference(p.geom, c.united, 1e-11), 4549))) as area_m2
         from (select x.level_id as level_id, x.parent_id as parent_id, st_union(x.geom, 1e-11) as united
                 from child as x
                where x.parent_id is not null
                group by x.level_id, x.parent_id) as c
         join child as p on p.grid_id = c.parent_id
        group by c.level_id
     )
     select c.scheme as scheme, c.level as level, count(*)::int as grids, coalesce(max(gap.area_m2), 0) as "gapM2",
            (select count(*)::int
               from child as a
               join child as b on b.level_id = a.level_id and b.grid_id > a.grid_id and b.geom && a.geom
              where a.level_id = c.level_id
                and st_relate(a.geom, b.geom, '2********')) as overlaps,
            (count(*) filter (where p.grid_id is not null and not st_coveredby(c.geom, p.geom)))::int as outside
       from child as c
       left join child as p on p.grid_id = c.parent_id
       left join gap on gap.level_id = c.level_id
      group by c.scheme, c.level, c.depth, c.level_id
      order by c.scheme, c.depth`,
  )

test('every level tiles the one above it exactly, but for the orphan strips between the villages', async () => {
  const proofs = await prove()
  expect(proofs.map((p) => [p.scheme, p.level, p.grids])).toEqual([
    ['responsibility', 'district', 1],
    ['responsibility', 'town', 3],
    ['responsibility', 'village', 12],
    ['responsibility', 'grid', 48],
    ['unit', 'district', 1],
    ['unit', 'town', 3],
    ['unit', 'community', 6],
    ['unit', 'unit', 800],
  ])
  for (const proof of proofs) {
    expect(proof).toMatchObject({ overlaps: 0, outside: 0 })
    if (proof.level !== 'village') expect(proof.gapM2).toBeLessThan(1e-3)
  }
  const orphanM2 = proofs.find((p) => p.level === 'village')?.gapM2 ?? 0
  const wishedM2 = smallDemo.orphanStrips.shareOfArea * smallDemo.areaM2
  expect(Math.abs(orphanM2 / wishedM2 - 1)).toBeLessThan(0.15)
})

test('the district says that it is synthetic, and its centre answers', async () => {
  const district = await one<{
    code: string
    name: string
    synthetic: boolean
    srid: number
    centre: string
  }>(
    registry().db,
    `select d.code as code, d.name as name, d.synthetic as synthetic, d.metric_srid as srid, u.name as centre
       from district as d
       join unit_version as u on u.unit_id = d.centre_unit_id and u.valid_to is null`,
  )
  expect(district).toEqual({
    code: '320599',
    name: '示范区（合成数据）',
    synthetic: true,
    srid: 4549,
    centre: '示范区城市运行管理中心（合成）',
  })
})

test('components come in whole batches, each in one grid of each scheme', async () => {
  const { components, places, roles } = await one<{ components: number; places: number; roles: number }>(
    registry().db,
    `select (select count(*)::int from component_version as v where v.valid_to is null) as components,
            (select count(*)::int from component_grid as g where g.valid_to is null) as places,
            (select count(distinct r.component_id)::int from component_role as r where r.valid_to is null) as roles`,
  )
  expect({ components, places, roles }).toEqual({ components: 6000, places: 12_000, roles: 6000 })
})

test('loading again changes nothing, loading more adds only what is missing', async () => {
  const { db } = registry()
  const version = await readVersion(db)
  expect(await loadDemo(registry(), WISH)).toEqual({ grids: 0, components: 0, present: 6000 })
  expect(await readVersion(db)).toBe(version)
  expect(await loadDemo(registry(), { ...WISH, components: 'all' })).toEqual({
    grids: 0,
    components: 1000,
    present: 7000,
  })
  expect(await readVersion(db)).toBe(version + 1)
})
