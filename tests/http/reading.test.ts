import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { one, rows } from '../../server/db/database.ts'
import { endWrite, SYSTEM } from '../../server/db/end-write.ts'
import { type componentItem, DIMENSIONS } from '../../server/shared/components.contract.ts'
import type { gridItem } from '../../server/shared/grids.contract.ts'
import { anyFilter } from '../support/filters.ts'
import { useReader } from '../support/reader.ts'

const reader = useReader()
const BEFORE = '2025-06-01T00:00:00Z'

test('the district tells its ground, its centre and how many components it has', async () => {
  const district = await reader().api.getDistrict()
  expect(district).toMatchObject({ code: '320506', metricSrid: 4549, synthetic: true, components: 1_999 })
  expect(district.centreUnit.name).toBe('吴中区城运中心')
  const [west, south, east, north] = district.extent ?? [0, 0, 0, 0]
  expect(west).toBeGreaterThan(120.6)
  expect(district.centre).toEqual([(west + east) / 2, (south + north) / 2])
})

test('schemes, editions and classes are told with their counts', async () => {
  const { api, fixture } = reader()
  const { items: schemes } = await api.listSchemes()
  expect(schemes.map((s) => s.levels.map((l) => l.grids))).toEqual([[2, 6, 36]])
  const { items: editions } = await api.listEditions()
  expect(editions.map((e) => e.code)).toContain('TEST 1-2013')
  const { items: used } = await api.listClasses({ query: { used: 'true' } })
  expect(used.map((c) => c.id)).toEqual(fixture.classIds)
  expect(used.reduce((sum, c) => sum + c.components, 0)).toBe(1_999)
  const { items: events } = await api.listClasses({ query: { kind: 'event', edition: 'TEST 1-2013' } })
  expect(events.map((c) => c.id)).toEqual([fixture.eventClassId])
})

describe('components', () => {
  test('a cursor walks the whole list once, in order of code, and the total stays exact', async () => {
    const { api, fixture } = reader()
    const seen: z.infer<typeof componentItem>[] = []
    let cursor: string | null | undefined
    do {
      const page = await api.listComponents({ query: { limit: 300, ...(cursor ? { cursor } : {}) } })
      expect(page.total).toBe(1_999)
      seen.push(...page.items)
      cursor = page.next
    } while (cursor)
    expect(seen.map((c) => c.code)).toEqual(
      fixture.components
        .filter((c) => c.id !== fixture.removedId)
        .map((c) => c.code)
        .sort(),
    )
  })

  test('list, counts and their groups agree under any filter', async () => {
    const { api, fixture } = reader()
    await fc.assert(
      fc.asyncProperty(
        anyFilter(fixture),
        fc.constantFrom(...DIMENSIONS.filter((d) => d !== 'grid')),
        async ({ at: _, bbox, ...filter }, by) => {
          // The client's types take lists and boxes as the server reads them; both go by comma.
          const query = { ...filter, ...(bbox ? { bbox } : {}) }
          const list = await api.listComponents({ query: { ...query, limit: 1_000 } })
          const stats = await api.statsComponents({ query: { ...query, by: [by] } })
          expect(stats.total).toBe(list.total)
          expect(list.items.length).toBe(Math.min(1_000, list.total))
          const counts = stats.groups.map((group) => group.count)
          expect(counts.reduce((sum, n) => sum + n, 0)).toBe(list.total)
          expect(counts).toEqual([...counts].sort((a, b) => b - a))
          for (const item of list.items) {
            if (filter.class) expect(filter.class).toContain(item.class.id)
            if (filter.owner) expect(filter.owner).toContain(item.owner?.id)
            if (filter.state) expect(filter.state).toContain(item.state)
          }
        },
      ),
      { numRuns: 20 },
    )
  })

  test('a grid means everything in it and below it', async () => {
    const { api, fixture, server } = reader()
    const town = fixture.grids.find((g) => g.depth === 1)
    const { n } = await one<{ n: number }>(
      server.db,
      `select count(*) as n
         from component_grid as cg
         join grid_version as g on g.grid_id = cg.grid_id and g.valid_to is null
        where cg.valid_to is null and g.code like :pattern::text`,
      { pattern: `${town?.code}%` },
    )
    expect(n).toBeGreaterThan(500)
    const list = await api.listComponents({ query: { grid: [town?.id ?? 0], limit: 1 } })
    const card = await api.getGrid({ params: { id: town?.id ?? 0 } })
    expect([list.total, card.components]).toEqual([n, n])
  })

  test('the beginning of a code narrows the list, and its signs are no wildcards', async () => {
    const { api } = reader()
    const { items, total } = await api.listComponents({ query: { code: '32050601150000', limit: 1_000 } })
    expect(items.length).toBe(total)
    expect(total).toBeGreaterThan(0)
    expect(items.every((c) => c.code.startsWith('32050601150000'))).toBe(true)
    expect((await api.listComponents({ query: { code: '3205060115%' } })).total).toBe(0)
    expect((await api.listComponents({ query: { q: '中山路1234号' } })).items.map((c) => c.id)).toEqual([
      1234,
    ])
  })

  test('the card tells three roles and a place in every scheme with metres to the border', async () => {
    const { api, fixture, server } = reader()
    const card = await api.getComponent({ params: { id: fixture.changedId } })
    expect(card.roles).toMatchObject({
      maintainer: { unit: { id: fixture.companyIds[1] }, confirmation: 'confirmed' },
      competent: { confirmation: 'confirmed' },
    })
    const [place] = card.places
    expect(place?.placement).toBe('covers')
    expect(place?.grids.map((g) => g.level.depth)).toEqual([1, 2, 3])
    const { metres } = await one<{ metres: number }>(
      server.db,
      `select st_distance(st_boundary(g.geom)::geography, v.geom::geography) as metres
         from component_version as v, grid_version as g
        where v.component_id = :id::bigint and v.valid_to is null and g.grid_id = :gridId::bigint and g.valid_to is null`,
      { id: fixture.changedId, gridId: place?.grids.at(-1)?.id },
    )
    expect(Math.abs((place?.borderM ?? 0) - metres)).toBeLessThan(metres * 0.001)
    const shapes = await rows<{ id: number; placement: string | null }>(
      server.db,
      `select v.component_id as id, cg.placement as placement
         from component_version as v
         left join component_grid as cg on cg.component_id = v.component_id and cg.valid_to is null
        where v.valid_to is null and (cg.placement is null or cg.placement = 'nearest')`,
    )
    for (const wanted of ['nearest', null]) {
      const found = shapes.find((s) => s.placement === wanted)
      const { places } = await api.getComponent({ params: { id: found?.id ?? 0 } })
      expect(places).toMatchObject([
        wanted === null
          ? { placement: 'none', grids: [], borderM: null }
          : { placement: 'nearest', borderM: expect.any(Number) },
      ])
    }
  })

  test('as of a day the card, the list and the names are those of the day', async () => {
    const { api, fixture } = reader()
    const then = await api.getComponent({ params: { id: fixture.changedId }, query: { at: BEFORE } })
    const now = await api.getComponent({ params: { id: fixture.changedId } })
    expect([then.state, now.state]).toEqual(['damaged', 'intact'])
    expect(then.roles.maintainer?.unit?.id).toBe(fixture.companyIds[0])
    expect(then.places[0]?.grids[0]?.name).toMatch(/（旧）$/)
    expect(then.point).not.toEqual(now.point)
    expect((await api.listComponents({ query: { at: BEFORE, limit: 1 } })).total).toBe(2_000)
    expect((await api.listComponents({ query: { at: '2024-12-31T00:00:00Z' } })).total).toBe(0)
    const grid = fixture.grids[0]?.id ?? 0
    expect((await api.getGrid({ params: { id: grid }, query: { at: BEFORE } })).name).toMatch(/（旧）$/)
  })

  test('one that is no more is told with its end, its roles and its places; its history newest first', async () => {
    const { api, fixture } = reader()
    const gone = await api.getComponent({ params: { id: fixture.removedId } })
    expect(gone.validTo).toBe('2026-01-01T00:00:00.000Z')
    expect(gone.roles.competent).not.toBeNull()
    expect(gone.places[0]?.grids).toHaveLength(3)
    const { versions, roles } = await api.getComponentHistory({ params: { id: fixture.changedId } })
    expect(versions.map((v) => [v.state, v.validTo])).toEqual([
      ['intact', null],
      ['damaged', '2026-01-01T00:00:00.000Z'],
    ])
    expect(roles.filter((r) => r.role === 'maintainer').map((r) => r.unit?.id)).toEqual([
      fixture.companyIds[1],
      fixture.companyIds[0],
    ])
  })
})

describe('grids', () => {
  test('a cursor walks all grids once; level, parent, code, words and box narrow them', async () => {
    const { api, fixture } = reader()
    const seen: z.infer<typeof gridItem>[] = []
    let cursor: string | null | undefined
    do {
      const page = await api.listGrids({ query: { limit: 7, ...(cursor ? { cursor } : {}) } })
      seen.push(...page.items)
      cursor = page.next
    } while (cursor)
    expect(seen.map((g) => g.code)).toEqual(fixture.grids.map((g) => g.code).sort())
    const [town] = fixture.grids
    const idsBy = async (query: NonNullable<Parameters<typeof api.listGrids>[0]>['query']) =>
      (await api.listGrids({ query: { limit: 100, ...query } })).items.map((g) => g.id)
    expect(await idsBy({ level: fixture.levelIds[1] })).toHaveLength(6)
    expect(await idsBy({ parent: town?.id ?? 0 })).toHaveLength(3)
    expect(await idsBy({ code: town?.code ?? '' })).toEqual([town?.id])
    expect(await idsBy({ q: '木渎镇第2村网格' })).toHaveLength(6)
    const point = seen.find((g) => g.level.depth === 3)?.labelPoint ?? [0, 0]
    expect(await idsBy({ bbox: [point[0], point[1], point[0], point[1]] })).toHaveLength(3)
  })

  test('a grid is answered for by its own unit, else by the nearest above, else by nobody', async () => {
    const { api, fixture } = reader()
    const [town, village, first, second] = fixture.grids.map((g) => g.id)
    const answering = async (id: number | undefined) => {
      const card = await api.getGrid({ params: { id: id ?? 0 } })
      return [card.answering?.unit.id, card.answering?.grid.id]
    }
    expect(await answering(town)).toEqual([undefined, undefined])
    expect(await answering(first)).toEqual([fixture.companyIds[0], first])
    expect(await answering(second)).toEqual([fixture.committeeIds[0], village])
    const card = await api.getGrid({ params: { id: first ?? 0 } })
    expect(card.chain.map((g) => g.id)).toEqual([town, village, first])
  })
})

test('units tell what they answer for', async () => {
  const { api, fixture } = reader()
  const { items, total } = await api.listUnits({ query: { q: 'e', limit: 100 } })
  expect(items.map((u) => u.code)).toEqual(['E1', 'E2', 'E3'])
  expect(total).toBe(3)
  expect((await api.listUnits({ query: { q: '100%_' } })).items.map((u) => u.code)).toEqual(['E3'])
  const unit = await api.getUnit({ params: { id: fixture.companyIds[0] ?? 0 } })
  expect(unit.grids).toBe(1)
  const owned = await api.listComponents({ query: { owner: [unit.id], limit: 1 } })
  expect(unit.roles.owner).toBe(owned.total)
})

test('an answer stands until something is written, then it is made anew', async () => {
  const { get, server } = reader()
  const first = await get('/api/district')
  const tag = first.headers.get('etag') ?? ''
  expect((await get('/api/district', { 'if-none-match': tag })).status).toBe(304)
  await server.db.transaction((trx) =>
    endWrite(trx, SYSTEM, {
      action: 'test.touch',
      entity: 'unit',
      touched: [{ entity: 'unit', ids: [1] }],
    }),
  )
  await server.followed()
  const again = await get('/api/district', { 'if-none-match': tag })
  expect([again.status, again.headers.get('etag') === tag]).toEqual([200, false])
})

test.each([
  ['/api/components?limit=0', 'limit'],
  ['/api/components?limit=1001', 'limit'],
  ['/api/components?cursor=zzz', 'cursor'],
  ['/api/components?cursor=WyJhIiwiYiJd', 'cursor'],
  ['/api/components?class=x', 'class.0'],
  ['/api/components?state=intact,shiny', 'state.1'],
  ['/api/components?bbox=120,31,119,32', 'bbox'],
  ['/api/components?bbox=31,120,32,121', 'bbox'],
  ['/api/components?at=yesterday', 'at'],
  ['/api/components/0', 'id'],
  ['/api/components/abc', 'id'],
  ['/api/grids?level=-1', 'level'],
  ['/api/stats/components?by=colour', 'by.0'],
  ['/api/search', 'q'],
  ['/api/components?q=%00', 'q'],
  ['/api/search?q=a%00b', 'q'],
  ['/api/grids?at=0000-01-01', 'at'],
])('%s is refused and the field named', async (path, field) => {
  const answer = await reader().get(path)
  const body = (await answer.json()) as { error: { field?: string } }
  expect([answer.status, body.error.field]).toEqual([400, field])
})

test('what does not exist is not found, whatever its number', async () => {
  const { get } = reader()
  for (const path of ['components', 'grids', 'units'])
    expect((await get(`/api/${path}/9007199254740991`)).status).toBe(404)
  expect((await get('/api/components?class=9007199254740991')).status).toBe(200)
})
