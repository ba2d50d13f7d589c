import { expect, test } from 'vitest'
import { one } from '../../server/db/database.ts'
import { endWrite, SYSTEM } from '../../server/db/end-write.ts'
import { tileJson } from '../../server/shared/tiles.contract.ts'
import { COMPONENT_STATES, type ComponentState } from '../../server/shared/words.ts'
import { useReader } from '../support/reader.ts'
import { featuresOf, tileOf } from '../support/tile.ts'

/** More than a tile draws one by one. */
const reader = useReader(3_300)

const componentTile = async (z: number, at: readonly [number, number], query = '') => {
  const { x, y } = tileOf(z, at)
  return featuresOf(await reader().get(`/api/tiles/components/${z}/${x}/${y}.mvt${query}`))
}

test('a tile of the whole world shows cells whose counts sum up, and points once a filter leaves few', async () => {
  const world = await componentTile(0, [0, 0])
  expect(Object.keys(world)).toEqual(['cells'])
  const sum = world.cells?.reduce((n, cell) => n + Number(cell.properties.n), 0)
  expect(sum).toBe(3_299)
  const { fixture, api } = reader()
  const lamps = fixture.classIds[2] ?? 0
  const { total } = await api.listComponents({ query: { class: [lamps], limit: 1 } })
  const filtered = await componentTile(0, [0, 0], `?class=${lamps}`)
  expect(Object.keys(filtered)).toEqual(['components'])
  expect(filtered.components?.length).toBe(total)
})

test('a point carries its number, its place and the integers of its class, units and state', async () => {
  const { fixture, server } = reader()
  const component = fixture.components.find((c) => c.id === fixture.changedId)
  if (!component) throw new Error('the fixture has lost a component')
  const { components = [] } = await componentTile(16, [component.lon, component.lat])
  const feature = components.find((f) => f.id === component.id)
  const row = await one<{ owner: number; maintainer: number; competent: number; state: ComponentState }>(
    server.db,
    `select coalesce(max(r.unit_id) filter (where r.role = 'owner'), 0) as owner,
            coalesce(max(r.unit_id) filter (where r.role = 'maintainer'), 0) as maintainer,
            coalesce(max(r.unit_id) filter (where r.role = 'competent'), 0) as competent,
            (select v.state from component_version as v where v.component_id = :id::bigint and v.valid_to is null) as state
       from component_role as r
      where r.component_id = :id::bigint and r.valid_to is null`,
    { id: component.id },
  )
  const expected = {
    c: component.classId,
    o: row.owner,
    m: row.maintainer,
    p: row.competent,
    s: COMPONENT_STATES.indexOf(row.state),
  }
  expect(feature?.properties).toEqual(Object.fromEntries(Object.entries(expected).filter(([, n]) => n !== 0)))
  const { x, y } = tileOf(16, [component.lon, component.lat])
  const { geometry } = feature?.toGeoJSON(x, y, 16) ?? {}
  const [lon = 0, lat = 0] = geometry?.type === 'Point' ? geometry.coordinates : []
  expect(Math.abs(lon - component.lon)).toBeLessThan(360 / 2 ** 16 / 4096)
  expect(Math.abs(lat - component.lat)).toBeLessThan(360 / 2 ** 16 / 4096)
})

test('as of an instant a tile shows what stood there then', async () => {
  const { fixture } = reader()
  const gone = fixture.components.find((c) => c.id === fixture.removedId)
  const place = [gone?.lon ?? 0, gone?.lat ?? 0] as const
  const idsOf = async (query: string) => (await componentTile(18, place, query)).components?.map((f) => f.id)
  expect(await idsOf('?at=2025-06-01')).toContain(fixture.removedId)
  expect((await idsOf('')) ?? []).not.toContain(fixture.removedId)
})

test('a tile without anything is 204; an address that no tile has is refused by name', async () => {
  const { get } = reader()
  expect((await get('/api/tiles/components/9/0/0.mvt')).status).toBe(204)
  expect((await get(`/api/tiles/grids/9/0/0.mvt?level=${reader().fixture.levelIds[0]}`)).status).toBe(204)
  for (const [path, field] of [
    ['/api/tiles/components/23/0/0.mvt', 'z'],
    ['/api/tiles/components/3/8/0.mvt', 'x'],
    ['/api/tiles/components/3/0/-1.mvt', 'y'],
    ['/api/tiles/components/3/0/8.mvt', 'y'],
    ['/api/tiles/components/3/0/0.mvt?state=shiny', 'state.0'],
    ['/api/tiles/grids/3/0/0.mvt', 'level'],
    ['/api/tiles/grids/3/0/0.mvt?level=99', 'level'],
    ['/api/tiles/grids/3/0/0.mvt?level=1&colour=red', 'colour'],
    ['/api/tiles/lamps.json', 'layer'],
    ['/api/tiles/grids.json', 'level'],
  ] as const) {
    const answer = await get(path)
    const body = (await answer.json()) as { error: { field?: string } }
    expect([path, answer.status, body.error.field]).toEqual([path, 400, field])
  }
})

test('every grid of a level is drawn, with the unit that answers for it, at the deepest zoom too', async () => {
  const { fixture, get, api } = reader()
  const level = fixture.levelIds[2]
  const { x, y } = tileOf(10, [120.62, 31.27])
  const { grids = [] } = await featuresOf(await get(`/api/tiles/grids/10/${x}/${y}.mvt?level=${level}`))
  const expected = fixture.grids.filter((g) => g.depth === 3).map((g) => g.id)
  expect(grids.map((f) => f.id).sort((a, b) => Number(a) - Number(b))).toEqual(expected)
  for (const feature of grids.slice(0, 4)) {
    const card = await api.getGrid({ params: { id: feature.id ?? 0 } })
    expect(feature.properties).toEqual({ u: card.answering?.unit.id })
    expect(feature.toGeoJSON(x, y, 10).geometry.type).toBe('Polygon')
  }
  const inside = await api.getGrid({ params: { id: expected[0] ?? 0 } })
  const deep = tileOf(22, inside.labelPoint)
  for (const at of ['', '&at=2025-06-01']) {
    const path = `/api/tiles/grids/22/${deep.x}/${deep.y}.mvt?level=${level}${at}`
    expect((await featuresOf(await get(path))).grids?.map((f) => f.id)).toEqual([expected[0]])
  }
})

const areaOf = (ring: readonly { x: number; y: number }[]): number =>
  ring.slice(1).reduce((sum, { x, y }, n) => sum + ((ring[n]?.x ?? 0) * y - x * (ring[n]?.y ?? 0)) / 2, 0)

test('a grid has in its tile the area of its shape', async () => {
  const { fixture, get } = reader()
  const z = 14
  let compared = 0
  for (const { id, ring } of fixture.grids.filter((grid) => grid.depth === 3)) {
    const { x, y } = tileOf(z, ring[0] ?? [0, 0])
    const shape = ring.map(([lon, lat]) => ({
      x: (((lon + 180) / 360) * 2 ** z - x) * 4096,
      y: ((0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * 2 ** z - y) * 4096,
    }))
    if (shape.some((p) => Math.min(p.x, p.y) < -64 || Math.max(p.x, p.y) > 4160)) continue
    for (const at of ['', '&at=2026-06-01']) {
      const path = `/api/tiles/grids/${z}/${x}/${y}.mvt?level=${fixture.levelIds[2]}${at}`
      const { grids = [] } = await featuresOf(await get(path))
      const rings = grids.find((feature) => feature.id === id)?.loadGeometry() ?? []
      expect(rings).toHaveLength(1)
      expect(areaOf(rings[0] ?? []) / Math.abs(areaOf(shape))).toBeCloseTo(1, 2)
      compared++
    }
  }
  expect(compared).toBeGreaterThan(20)
})

test('grids too small to see are stood for by those above, with their counts', async () => {
  const { fixture, get } = reader()
  const [town, village, grid] = fixture.levelIds
  for (const [z, level, depth, counts] of [
    [9, grid, 2, Array(6).fill(6)],
    [8, grid, 1, [18, 18]],
    [8, village, 1, [3, 3]],
    [3, grid, 1, [18, 18]],
    [9, village, 2, Array(6).fill(undefined)],
    [8, town, 1, [undefined, undefined]],
  ] as const) {
    const { x, y } = tileOf(z, [120.62, 31.27])
    const { grids = [] } = await featuresOf(await get(`/api/tiles/grids/${z}/${x}/${y}.mvt?level=${level}`))
    const depths = grids.map(({ id }) => fixture.grids.find((one) => one.id === id)?.depth)
    if (z > 3) expect([z, level, grids.map(({ properties }) => properties.n)]).toEqual([z, level, counts])
    expect(depths.every((one) => one === depth)).toBe(true)
  }
})

test('TileJSON names tiles by the address of this server and carries the query over', async () => {
  const { get, server } = reader()
  const answer = await get('/api/tiles/components.json?class=1,2&state=intact')
  const tiles = tileJson.response.parse(await answer.json())
  expect(tiles.tiles).toEqual([`${server.base}/api/tiles/components/{z}/{x}/{y}.mvt?class=1,2&state=intact`])
  expect(tiles.bounds?.[0]).toBeLessThan(120)
})

test('a tile is answered with 304 until something is written, and the grids are drawn anew after it', async () => {
  const { server, fixture, get } = reader()
  const { x, y } = tileOf(12, [120.62, 31.27])
  const path = `/api/tiles/grids/12/${x}/${y}.mvt?level=${fixture.levelIds[0]}`
  const before = await get(path)
  const tag = before.headers.get('etag') ?? ''
  expect((await featuresOf(before)).grids).toHaveLength(2)
  expect((await get(path, { 'if-none-match': tag })).status).toBe(304)
  await server.db.transaction(async (trx) => {
    const town = fixture.grids[0]?.id
    await trx.raw(
      `update grid_version set valid_to = now() where grid_id = :town::bigint and valid_to is null`,
      {
        town,
      },
    )
    await endWrite(trx, SYSTEM, {
      action: 'test.close',
      entity: 'grid',
      touched: [{ entity: 'grid', ids: [town ?? 0] }],
    })
  })
  await server.followed()
  const after = await get(path, { 'if-none-match': tag })
  expect(after.status).toBe(200)
  expect((await featuresOf(after)).grids).toHaveLength(1)
})
