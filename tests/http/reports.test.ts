import { beforeAll, describe, expect, test } from 'vitest'
import { one, rows } from '../../server/db/database.ts'
import { endWrite, SYSTEM } from '../../server/db/end-write.ts'
import type { Report } from '../../server/shared/lookup.contract.ts'
import { type Api, createApi } from '../../web/api.ts'
import { makeRegistry, type RegistryFixture } from '../support/registry-fixture.ts'
import { useServer } from '../support/server.ts'

const server = useServer()
let registry: RegistryFixture
let api: Api

beforeAll(async () => {
  registry = await makeRegistry(server().db)
  await server().followed()
  api = createApi({ base: server().base, bearer: (await server().as('dispatcher')).bearer })
})

const send = (point: [number, number], more: object = {}): Promise<Report> =>
  api.createReport({ body: { point, crs: 'EPSG:4490', ...more } })
/** Seeded chance, so that a failure can be run again. */
const chanceFrom = (seed: number) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return seed / 2 ** 32
}

describe('taking a report in', () => {
  test('gives it a number, its grids, a unit and the trace, and keeps the original coordinates', async () => {
    const made = await send([120.624175, 31.267811], { crs: 'GCJ-02', words: '井盖缺失 <b>&', accuracyM: 5 })
    expect(made.number).toMatch(/^\d{8}-\d{6}$/)
    expect(made.source).toEqual({ crs: 'GCJ-02', coordinates: [120.624175, 31.267811] })
    expect(made.point[0]).toBeCloseTo(120.62, 5)
    expect(made.words).toBe('井盖缺失 <b>&')
    expect(made.places[0]?.grids.map((g) => g.level.depth)).toEqual([1, 2, 3])
    expect(made.trace.filter((t) => t.verdict === 'responsible')).toMatchObject([{ unit: made.responsible }])
    expect(await api.getReport({ params: { id: made.id } })).toEqual(made)
  })

  test('takes the only component of the class within the radius, and none where several are near', async () => {
    const { db } = server()
    const alone = await one<{ lon: number; lat: number; id: number; classId: number }>(
      db,
      `select st_x(c.geom) as lon, st_y(c.geom) as lat, c.component_id as id, c.class_id as "classId"
         from component_version as c
        where c.valid_to is null and st_geometrytype(c.geom) = 'ST_Point'
          and 1 = (select count(*) from component_version as o
                    where o.valid_to is null and o.class_id = c.class_id and o.geom && st_expand(c.geom, 0.001) and st_dwithin(o.geom::geography, c.geom::geography, 40))
        order by c.component_id limit 1`,
    )
    expect((await send([alone.lon, alone.lat], { classId: alone.classId })).component?.id).toBe(alone.id)
    const crowded = await one<{ lon: number; lat: number; classId: number }>(
      db,
      `select st_x(c.geom) as lon, st_y(c.geom) as lat, c.class_id as "classId"
         from component_version as c
        where c.valid_to is null and st_geometrytype(c.geom) = 'ST_Point'
          and 1 < (select count(*) from component_version as o
                    where o.valid_to is null and o.class_id = c.class_id and o.geom && st_expand(c.geom, 0.001) and st_dwithin(o.geom::geography, c.geom::geography, 20))
        order by c.component_id limit 1`,
    )
    const unclear = await send([crowded.lon, crowded.lat], { classId: crowded.classId })
    expect(unclear.component).toBeNull()
    expect(unclear.trace[0]?.reason).toBe('component_unclear')
  })

  test('an event class looks for no component', async () => {
    const lamp = registry.components[100]
    const made = await send([lamp?.lon ?? 0, lamp?.lat ?? 0], { classId: registry.eventClassId })
    expect(made.component).toBeNull()
    expect(made.class?.kind).toBe('event')
  })

  test('ground that no grid holds, near one, goes to the nearest, flagged, and the gap is recorded', async () => {
    const { db } = server()
    const before = await one<{ n: number }>(db, `select count(*) as n from gap`)
    const outside = await one<{ lon: number; lat: number; code: string }>(
      db,
      `select st_x(p.geom) as lon, st_y(p.geom) as lat, v.code as code
         from grid_version as v
         join level as l on l.id = v.level_id and l.depth = 2
        cross join lateral (select st_pointonsurface(v.geom) as geom) as p
        where v.valid_to is null order by v.code limit 1`,
    )
    await db.transaction(async (trx) => {
      const closed = await rows<{ id: number }>(
        trx,
        `update grid_version as v set valid_to = now()
          where v.valid_to is null
            and st_covers(v.geom, st_setsrid(st_point(:lon::float8, :lat::float8), 4490))
            and v.level_id = :level::int
        returning v.grid_id as id`,
        { ...outside, level: registry.levelIds[2] },
      )
      await trx.raw('update district set nearest_grid_m = 2000')
      await endWrite(trx, SYSTEM, {
        action: 'test.close',
        entity: 'grid',
        touched: [
          { entity: 'grid', ids: closed.map(({ id }) => id) },
          { entity: 'district', ids: [1] },
        ],
      })
    })
    await server().followed()
    const made = await send([outside.lon, outside.lat])
    expect(made.places[0]?.placement).toBe('nearest')
    expect((await one<{ n: number }>(db, `select count(*) as n from gap`)).n).toBe(before.n + 1)
  })

  test('outside the district it is stored all the same and the centre answers', async () => {
    const made = await send([121.9, 30.2])
    expect(made).toMatchObject({ inDistrict: false, places: [], responsible: { id: registry.centreUnitId } })
  })
})

test('at a thousand random points: always a unit, always a whole trace, a grid wherever there is one, the same answer twice', async () => {
  const chance = chanceFrom(20_261_122)
  const points = Array.from({ length: 1_000 }, (): [number, number] => [
    120.6 + chance() * 0.04,
    31.255 + chance() * 0.03,
  ])
  const lookups = createApi({ base: server().base, bearer: (await server().as('reader')).bearer })
  const check = async (point: [number, number]) => {
    const made = await send(point)
    const again = await lookups.lookup({ query: { lon: point[0], lat: point[1], crs: 'EPSG:4490' } })
    expect(again.responsible).toEqual(made.responsible)
    expect(again.trace).toEqual(made.trace)
    expect(made.trace.filter((t) => t.verdict === 'responsible')).toHaveLength(1)
    expect(made.trace.length).toBe(3 + Math.max(1, made.places.flatMap((p) => p.grids).length) + 1)
  }
  for (let n = 0; n < points.length; n += 10) await Promise.all(points.slice(n, n + 10).map(check))
  const { wrong } = await one<{ wrong: number }>(
    server().db,
    `select count(*) as wrong
       from report as r
      where exists (select from grid_version as g where g.valid_to is null and st_covers(g.geom, r.place))
        and not exists (select from report_grid as p where p.report_id = r.id)`,
  )
  expect(wrong).toBe(0)
}, 300_000)

describe('reading reports', () => {
  test('newest first, page by page, each once', async () => {
    const seen: number[] = []
    let cursor: string | undefined
    do {
      const page = await api.listReports({ query: { limit: 300, ...(cursor ? { cursor } : {}) } })
      expect(page.total).toBeGreaterThan(1_000)
      seen.push(...page.items.map((r) => r.id))
      cursor = page.next ?? undefined
    } while (cursor)
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => b - a))
  })

  test('by unit and by grid with all below it', async () => {
    const [town] = registry.grids.filter((g) => g.depth === 1)
    const inTown = await api.listReports({ query: { grid: town?.id, limit: 1000 } })
    expect(inTown.items.every((r) => r.places.some((p) => p.grids.some((g) => g.id === town?.id)))).toBe(true)
    const unit = inTown.items[0]?.responsible.id
    const ofUnit = await api.listReports({ query: { unit, limit: 1000 } })
    expect(ofUnit.items.every((r) => r.responsible.id === unit)).toBe(true)
  })

  test('what was decided stays as it was when the registry moves on', async () => {
    const made = await send([120.62, 31.27])
    await server().db.raw(`update unit_version set valid_to = now() where unit_id = :id::bigint`, {
      id: made.responsible.id,
    })
    await server().db.raw(
      `insert into unit_version (unit_id, code, name, valid_from) values (:id::bigint, 'RENAMED', 'renamed', now())`,
      { id: made.responsible.id },
    )
    const read = await api.getReport({ params: { id: made.id } })
    expect(read.trace).toEqual(made.trace)
    expect(read.responsible.name).toBe('renamed')
  })
})

test('each report leaves an audit row: who, from where, what', async () => {
  const made = await send([120.62, 31.27])
  const audit = await rows<{ via: string; address: string; action: string; after: { number: string } }>(
    server().db,
    `select a.via as via, a.address as address, a.action as action, a.after as after from audit as a where a.entity = 'report' and a.entity_id = :id::bigint`,
    { id: made.id },
  )
  expect(audit).toMatchObject([{ via: 'key', action: 'report.create', after: { number: made.number } }])
  expect(audit[0]?.address).toMatch(/127\.0\.0\.1/)
})

test.each([
  ['malformed JSON', '{"point": [120', 'malformed_json', undefined],
  ['no CRS', '{"point": [120, 31]}', 'invalid_input', 'crs'],
  ['a point of three', '{"point": [120, 31, 4], "crs": "EPSG:4326"}', 'invalid_input', 'point'],
  ['words instead of numbers', '{"point": ["120", "31"], "crs": "EPSG:4326"}', 'invalid_input', 'point.0'],
  ['out of range', '{"point": [190, 31], "crs": "EPSG:4326"}', 'coordinates_out_of_range', 'point'],
  [
    'an unknown class',
    '{"point": [120, 31], "crs": "EPSG:4326", "classId": 999999}',
    'class_not_found',
    'classId',
  ],
])('%s is refused by code and field', async (_, body, code, field) => {
  const { bearer } = await server().as('dispatcher')
  const answer = await fetch(`${server().base}/api/reports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body,
  })
  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect(answer.status).toBeLessThan(500)
  expect(await answer.json()).toMatchObject({ error: { code, ...(field ? { field } : {}) } })
})
