import { beforeAll, describe, expect, test } from 'vitest'
import { rows } from '../../server/db/database.ts'
import type { LookupAnswer } from '../../server/shared/lookup.contract.ts'
import { type Api, createApi } from '../../web/api.ts'
import { makeRegistry, type RegistryFixture } from '../support/registry-fixture.ts'
import { useServer } from '../support/server.ts'

const server = useServer()
let registry: RegistryFixture
let api: Api

beforeAll(async () => {
  registry = await makeRegistry(server().db)
  await server().followed()
  api = createApi({ base: server().base, bearer: (await server().as('reader')).bearer })
})

const ask = (point: readonly [number, number], more: object = {}) =>
  api.lookup({ query: { lon: point[0], lat: point[1], crs: 'EPSG:4490', ...more } })
const deepest = (answer: LookupAnswer) => answer.schemes[0]?.grids.at(-1)

/** The rule in plain SQL, for one level. */
const covering = async (point: readonly [number, number], depth: number): Promise<string | undefined> =>
  (
    await rows<{ code: string }>(
      server().db,
      `select g.code as code
         from grid_version as g
         join level as l on l.id = g.level_id
        where l.depth = :depth::int and g.valid_to is null
          and st_covers(g.geom, st_setsrid(st_point(:lon::float8, :lat::float8), 4490))
        order by g.code collate "C"
        limit 1`,
      { depth, lon: point[0], lat: point[1] },
    )
  )[0]?.code

describe('the grid of a point', () => {
  test('is the covering one of the lowest code, on every vertex and the middle of every edge', async () => {
    const rings = registry.grids
      .filter((g) => g.depth === 3)
      .flatMap((g) => g.ring.slice(1).map((p, i) => [p, g.ring[i] ?? p] as const))
    let compared = 0
    for (const [[x, y], [fromX, fromY]] of rings) {
      for (const point of [[x, y] as const, [(x + fromX) / 2, (y + fromY) / 2] as const]) {
        const answer = await ask(point)
        const chain = answer.schemes[0]
        const expected = await covering(point, 3)
        if (expected === undefined) continue
        compared++
        expect([point, deepest(answer)?.code, chain?.placement]).toEqual([point, expected, 'covers'])
        expect(chain?.borderM).toBeLessThan(0.01)
      }
    }
    expect(compared).toBeGreaterThan(rings.length)
  })

  test('comes with its chain from the top, each grid the parent of the next', async () => {
    const grid = registry.grids.find((g) => g.depth === 3)
    const answer = await ask(grid?.ring[0] ?? [0, 0])
    const codes = answer.schemes[0]?.grids.map((g) => g.code) ?? []
    expect(codes.map((c) => c.length)).toEqual([9, 12, 15])
    expect(codes.every((code, i) => code.startsWith(codes[i - 1] ?? ''))).toBe(true)
  })

  test('is as it was at an instant', async () => {
    const [x = 0, y = 0] = registry.grids.find((g) => g.depth === 3)?.ring[0] ?? []
    const then = await ask([x, y], { at: '2025-06-01' })
    expect(deepest(then)?.name).toMatch(/（旧）$/)
    expect(then.at).toBe('2025-06-01T23:59:59.999Z')
    expect(deepest(await ask([x, y]))?.name).not.toMatch(/（旧）$/)
    expect((await ask([x, y], { at: '2020-01-01' })).schemes[0]).toMatchObject({
      placement: 'none',
      grids: [],
    })
  })

  test('outside the district there is none, and the centre answers', async () => {
    const answer = await ask([121.5, 30])
    expect(answer).toMatchObject({ inDistrict: false, responsible: { id: registry.centreUnitId } })
    expect(answer.trace.at(-1)).toMatchObject({
      step: 'centre',
      verdict: 'responsible',
      reason: 'last_resort',
    })
  })
})

describe('coordinates', () => {
  test('of any named system come to the same grid', async () => {
    const [wgs, zone, cm, gcj, bd] = await Promise.all([
      ask([120.62, 31.27]),
      ask([40_559_045.6872, 3_461_075.537], { crs: 'EPSG:4528' }),
      ask([559_045.6872, 3_461_075.537], { crs: 'EPSG:4549' }),
      ask([120.624175, 31.267811], { crs: 'GCJ-02' }),
      ask([120.630639, 31.273917], { crs: 'BD-09' }),
    ])
    const grid = deepest(wgs)?.code
    expect([zone, cm, gcj, bd].map((a) => deepest(a)?.code)).toEqual([grid, grid, grid, grid])
    expect(gcj.source).toEqual({ crs: 'GCJ-02', coordinates: [120.624175, 31.267811] })
  })

  test.each([
    [{ lon: '31.27', lat: '120.62' }, 'crs'],
    [{ lon: '31.27', lat: '120.62', crs: 'EPSG:4326' }, 'lon'],
    [{ lon: 'x', lat: '1', crs: 'EPSG:4326' }, 'lon'],
    [{ lon: '1', lat: '1', crs: 'EPSG:9999' }, 'crs'],
    [{ lon: '120', lat: '31', crs: 'EPSG:4326', accuracy: '-1' }, 'accuracy'],
    [{ lon: '120', lat: '31', crs: 'EPSG:4326', at: 'yesterday' }, 'at'],
    [{ lon: '120', lat: '31', crs: 'EPSG:4326', grid: '7' }, 'grid'],
  ])('%j is refused, naming %s', async (query, field) => {
    const { bearer } = await server().as('reader')
    const answer = await server().send(
      'GET',
      `/api/lookup?${new URLSearchParams(query as Record<string, string>)}`,
      { bearer },
    )
    expect(answer.status).toBe(400)
    expect(((await answer.json()) as { error: { field: string } }).error.field).toBe(field)
  })

  test('swapped ones are said to be', async () => {
    await expect(ask([31.27, 120.62])).rejects.toThrow(/look swapped/)
  })
})

describe('who is responsible', () => {
  test('for a component: its maintainer, with every candidate named', async () => {
    const lamp = registry.components.find((c) => c.id === registry.changedId)
    const answer = await ask([lamp?.lon ?? 0, lamp?.lat ?? 0], { component: registry.changedId })
    expect(answer.responsible.id).toBe(registry.companyIds[1])
    expect(answer.trace.map((t) => t.step)).toEqual([
      'maintainer',
      'owner',
      'competent',
      'territory',
      'territory',
      'territory',
      'centre',
    ])
    const before = await ask([lamp?.lon ?? 0, lamp?.lat ?? 0], {
      component: registry.changedId,
      at: '2025-06-01',
    })
    expect(before.responsible.id).toBe(registry.companyIds[0])
  })

  test('for ground: the deepest grid’s unit, else the next above that has one', async () => {
    const grid = registry.grids.filter((g) => g.depth === 3)[1]
    const corners = grid?.ring.slice(1) ?? []
    const mean = (axis: 0 | 1) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length
    const answer = await ask([mean(0), mean(1)])
    expect(registry.committeeIds).toContain(answer.responsible.id)
    expect(answer.trace.filter((t) => t.step === 'territory').map((t) => t.verdict)).toContain('responsible')
  })

  test('a component that does not exist is 404', async () => {
    await expect(ask([120.62, 31.27], { component: 999_999 })).rejects.toMatchObject({
      status: 404,
      code: 'component_not_found',
    })
  })

  test('other grids within the accuracy are candidates, nearest first', async () => {
    const grid = registry.grids.find((g) => g.depth === 3)
    const answer = await ask(grid?.ring[1] ?? [0, 0], { accuracy: 60 })
    const distances = answer.schemes[0]?.candidates.map((c) => c.distanceM) ?? []
    expect(distances.length).toBeGreaterThan(0)
    expect(distances).toEqual([...distances].sort((a, b) => a - b))
    expect(answer.schemes[0]?.candidates.map((c) => c.grid.id)).not.toContain(deepest(answer)?.id)
  })
})
