import http from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import pg from 'pg'
import { expect, test, vi } from 'vitest'
import { type Connection, one, rows } from '../../server/db/database.ts'
import { endWrite, readVersion, SYSTEM } from '../../server/db/end-write.ts'
import { PROGRAM_VERSION } from '../../server/version.ts'
import { useReader } from '../support/reader.ts'
import { featuresOf, tileOf } from '../support/tile.ts'

const reader = useReader(1_200)
const PLACE = [120.612, 31.268] as const

const tilePath = (z: number, place: readonly [number, number], query = ''): string => {
  const { x, y } = tileOf(z, place)
  return `/api/tiles/components/${z}/${x}/${y}.mvt${query}`
}

/** One component is moved by a whole write; gives the version of it. */
const move = (db: Connection, id: number, [lon, lat]: readonly [number, number]): Promise<number | null> =>
  db.transaction(async (trx) => {
    await rows(
      trx,
      `with ended as (
         update component_version as v set valid_to = clock_timestamp()
          where v.component_id = :id::bigint and v.valid_to is null
         returning v.*)
       insert into component_version (component_id, edition_id, code, class_id, geom, state, source_crs, valid_from)
       select e.component_id, e.edition_id, e.code, e.class_id, st_setsrid(st_makepoint(:lon::float8, :lat::float8), 4490),
              e.state, e.source_crs, e.valid_to
         from ended as e`,
      { id, lon, lat },
    )
    return endWrite(trx, SYSTEM, {
      action: 'test.move',
      entity: 'component',
      touched: [{ entity: 'component', ids: [id] }],
    })
  })

const firstPoint = () => {
  const { fixture } = reader()
  const found = fixture.components.find((c) => c.id === fixture.changedId)
  if (!found) throw new Error('the fixture has lost a component')
  return found
}

test('a version that is asked for is waited for, refused where it does not come, and named where it is none', async () => {
  const { get, server } = reader()
  const version = await readVersion(server.db)
  const path = '/api/stats/components?min_version='
  expect((await get(path + version)).status).toBe(200)
  const point = firstPoint()
  const moved = await move(server.db, point.id, [point.lon, point.lat])
  const answer = (await (await get(path + moved)).json()) as { version: number }
  expect(answer.version).toBeGreaterThanOrEqual(moved ?? Number.NaN)
  const never = await get(`${path}${(moved ?? 0) + 1000}`)
  expect([never.status, never.headers.get('retry-after')]).toEqual([503, '1'])
  const none = await get(`${path}soon`)
  expect([none.status, ((await none.json()) as { error: { field: string } }).error.field]).toEqual([
    400,
    'min_version',
  ])
})

test('readiness and health tell how far the registry is followed', async () => {
  const { get, server } = reader()
  const version = await readVersion(server.db)
  await server.followed()
  expect(await (await get('/ready')).json()).toEqual({
    status: 'ready',
    registryVersion: version,
    atlasVersion: version,
  })
  const health = (await (await get('/health')).json()) as { atlas: { lagMs: number } }
  const { count } = await one<{ count: number }>(
    server.db,
    `select count(*) as count from component_version as v where v.valid_to is null`,
  )
  expect(health).toMatchObject({
    status: 'ok',
    version: PROGRAM_VERSION,
    atlas: { version, components: count },
  })
  expect(health.atlas.lagMs).toBeGreaterThanOrEqual(0)
})

/** The bytes as they came over the wire: `fetch` would unpack them. */
const raw = (path: string, encoding: string): Promise<{ headers: http.IncomingHttpHeaders; body: Buffer }> =>
  new Promise((resolve, reject) => {
    const { server, bearer } = reader()
    const headers = { authorization: `Bearer ${bearer}`, 'accept-encoding': encoding }
    http
      .get(server.base + path, { headers }, async (answer) => {
        const chunks: Buffer[] = []
        for await (const chunk of answer) chunks.push(chunk as Buffer)
        resolve({ headers: answer.headers, body: Buffer.concat(chunks) })
      })
      .on('error', reject)
  })

test('a tile comes in the encoding that is asked for, the same in each, and says that it varies', async () => {
  const path = tilePath(12, PLACE)
  const [plain, gzip, brotli] = await Promise.all(['identity', 'gzip', 'br, gzip'].map((e) => raw(path, e)))
  expect(plain?.headers['content-encoding']).toBeUndefined()
  expect(gzip?.headers['content-encoding']).toBe('gzip')
  expect(brotli?.headers['content-encoding']).toBe('br')
  expect(gunzipSync(gzip?.body ?? '')).toEqual(plain?.body)
  expect(brotliDecompressSync(brotli?.body ?? '')).toEqual(plain?.body)
  for (const answer of [plain, gzip, brotli]) {
    expect(answer?.headers.vary?.toLowerCase()).toContain('accept-encoding')
    expect(answer?.headers.etag).toBe(plain?.headers.etag)
  }
  expect(gzip?.body.length).toBeLessThan(plain?.body.length ?? 0)
})

test('a tag stands on every server and after a restart, and is another for another filter', async () => {
  const { get, server, bearer, fixture } = reader()
  const path = tilePath(12, PLACE)
  const { headers } = await get(path)
  const tag = headers.get('etag') ?? ''
  await server.withSettings({}, async (beside) => {
    await beside.followed()
    const there = await beside.send('GET', path, { bearer, headers: { 'if-none-match': tag } })
    expect(there.status).toBe(304)
  })
  const filtered = await get(`${path}?class=${fixture.classIds[2]}`)
  expect(filtered.headers.get('etag')).not.toBe(tag)
  expect((await get(path, { 'if-none-match': tag })).status).toBe(304)
})

test('what is moved on one server is seen on the other, in the tile it left and the tile it came to', async () => {
  const { server, bearer } = reader()
  const point = firstPoint()
  const there = [120.6345, 31.2575] as const
  await server.withSettings({}, async (beside) => {
    await beside.followed()
    const holds = async (place: readonly [number, number], version?: number | null): Promise<boolean> => {
      const query = version ? `?min_version=${version}` : ''
      const answer = await beside.send('GET', tilePath(18, place, query), { bearer })
      return ((await featuresOf(answer)).components ?? []).some((f) => f.id === point.id)
    }
    expect([await holds([point.lon, point.lat]), await holds(there)]).toEqual([true, false])
    const version = await move(server.db, point.id, there)
    expect([await holds([point.lon, point.lat], version), await holds(there, version)]).toEqual([false, true])
    const back = await move(server.db, point.id, [point.lon, point.lat])
    expect([await holds([point.lon, point.lat], back), await holds(there, back)]).toEqual([true, false])
  })
})

/** Statements on any connection of this process while `run` runs, but for what a server that nobody asks looks for by itself: commits, work on deliveries, and changes that are due. */
const statementsOf = async (run: () => Promise<void>): Promise<string[]> => {
  const query = vi.spyOn(pg.Client.prototype, 'query')
  try {
    await run()
    return query.mock.calls
      .map(([given]) => (typeof given === 'string' ? given : String((given as { text?: string }).text)))
      .filter((text) => !/^select r\.version as version from registry_version as r$/.test(text.trim()))
      .filter((text) => !/from census_job as j\b/.test(text))
      .filter((text) => !/^select exists \(select from change as c\b/.test(text.trim()))
  } finally {
    query.mockRestore()
  }
}

test('304, a tile, a count and a lookup ask the database nothing, by key and by cookie', async () => {
  const { server, bearer } = reader()
  const cookie = await server.signIn(await server.account('reader'))
  await server.followed()
  const paths = [
    tilePath(13, PLACE),
    '/api/stats/components?by=class,state&bbox=120.6,31.25,120.62,31.27',
    `/api/lookup?lon=${PLACE[0]}&lat=${PLACE[1]}&crs=EPSG:4490&accuracy=20`,
  ]
  for (const who of [{ bearer }, { cookie }]) {
    const tags = new Map<string, string>()
    for (const path of paths) {
      const answer = await server.send('GET', path, who)
      tags.set(path, answer.headers.get('etag') ?? '')
      await answer.arrayBuffer()
    }
    const asked = await statementsOf(async () => {
      for (const path of paths) {
        const again = await server.send('GET', path, {
          ...who,
          headers: { 'if-none-match': tags.get(path) ?? '' },
        })
        expect([path, again.status]).toEqual([path, 304])
        const anew = await server.send('GET', path, who)
        expect([path, anew.status]).toEqual([path, 200])
        await anew.arrayBuffer()
      }
    })
    expect(asked).toEqual([])
  }
  const list = await statementsOf(async () => {
    await (await server.send('GET', '/api/units', { bearer })).arrayBuffer()
  })
  expect(list.length).toBeGreaterThan(0)
})

test('counts by one and two dimensions sum to the list, by grid of any level too', async () => {
  const { api, fixture } = reader()
  const { total } = await api.listComponents({ query: { limit: 1 } })
  for (const level of fixture.levelIds) {
    const counted = await api.statsComponents({ query: { by: ['grid', 'class'], level } })
    expect(counted.total).toBe(total)
    expect(counted.groups.every((group) => group.second !== undefined)).toBe(true)
  }
})

test.each([
  ['/api/tiles/components/3/0/0.mvt?colour=red', 'colour'],
  ['/api/tiles/components/3/0/0.mvt?cluster=perhaps', 'cluster'],
  ['/api/tiles/components/3/0/0.mvt?class=a', 'class.0'],
  ['/api/tiles/grids/3/0/0.mvt?level=999999', 'level'],
  ['/api/stats/components?by=grid', 'level'],
  ['/api/stats/components?by=class,state,owner', 'by'],
  ['/api/stats/components?color=red', 'color'],
  ['/api/stats/components?bbox=1,2,3', 'bbox'],
])('%s is refused and the field named', async (path, field) => {
  const answer = await reader().get(path)
  const body = (await answer.json()) as { error: { field?: string } }
  expect([answer.status, body.error.field]).toEqual([400, field])
})
