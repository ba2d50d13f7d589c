/** Many positions at once, as JSON and as bytes, against single lookups and against SQL. */
import { beforeAll, describe, expect, test } from 'vitest'
import { makeGridNumbers } from '../../server/atlas/grid-numbers.ts'
import { readCatalogue } from '../../server/atlas/read-catalogue.ts'
import { readGrids } from '../../server/atlas/read-grids.ts'
import { locateMany } from '../../server/lookup/locate-many.ts'
import type { LonLat } from '../../server/shared/crs.ts'
import { placesBySql } from '../support/locating.ts'
import { anywhere, chanceFrom, onBorders } from '../support/positions.ts'
import { useReader } from '../support/reader.ts'

const reader = useReader(200)
const OCTETS = 'application/octet-stream'
let points: LonLat[]

beforeAll(async () => {
  const grids = await readGrids(reader().server.db, makeGridNumbers())
  const chance = chanceFrom(9)
  const level = reader().fixture.levelIds[2]
  points = [...onBorders(grids, level, chance), ...anywhere(grids, level, 1_500, chance)]
})

const sendBytes = async (bytes: Uint8Array, query: string): Promise<Response> => {
  const { server } = reader()
  const { bearer } = await server.as('reader')
  return fetch(`${server.base}/api/lookup${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': OCTETS },
    body: bytes as Uint8Array<ArrayBuffer>,
  })
}
const bytesOf = (positions: readonly LonLat[]): Uint8Array => {
  const bytes = Buffer.alloc(16 * positions.length)
  for (const [n, [lon, lat]] of positions.entries()) {
    bytes.writeDoubleLE(lon, 16 * n)
    bytes.writeDoubleLE(lat, 16 * n + 8)
  }
  return bytes
}
const idsOf = async (answer: Response): Promise<number[]> => {
  const bytes = Buffer.from(await answer.arrayBuffer())
  return Array.from({ length: bytes.length / 4 }, (_, n) => bytes.readUInt32LE(4 * n))
}
const fieldOf = async (answer: Response): Promise<[number, string | undefined]> => [
  answer.status,
  ((await answer.json()) as { error: { field?: string } }).error.field,
]

describe('the grids of many positions', () => {
  test('are those of SQL, in their order, with those that the nearest has', async () => {
    const { api, server } = reader()
    const answer = await api.lookupMany({ body: { crs: 'EPSG:4490', points } })
    const bySql = await placesBySql(server.db, points)
    expect(answer.scheme).toBe('responsibility')
    expect(answer.ids).toEqual(points.map((_, n) => bySql.get(n)?.[0]?.gridId ?? null))
    expect(answer.nearest).toEqual(
      points.flatMap((_, n) => (bySql.get(n)?.[0]?.placement === 'nearest' ? [n] : [])),
    )
    expect(new Set(answer.ids).size).toBeGreaterThan(30)
  })

  test('are those that each is told by itself', async () => {
    const { api } = reader()
    const some = points.filter((_, n) => n % 61 === 0)
    const { codes, ids, version } = await api.lookupMany({
      body: { crs: 'EPSG:4490', scheme: 'responsibility', points: some },
    })
    for (const [n, [lon, lat]] of some.entries()) {
      const single = await api.lookup({ query: { crs: 'EPSG:4490', lon, lat } })
      const grid = single.schemes[0]?.grids.at(-1)
      expect([codes[n], ids[n], version]).toEqual([grid?.code ?? null, grid?.id ?? null, single.version])
    }
  })

  test('as bytes are the same', async () => {
    const { ids, version } = await reader().api.lookupMany({ body: { crs: 'EPSG:4490', points } })
    const answer = await sendBytes(bytesOf(points), '?crs=EPSG:4490&scheme=responsibility')
    expect(answer.headers.get('content-type')).toBe(OCTETS)
    expect(answer.headers.get('registry-version')).toBe(String(version))
    expect(await idsOf(answer)).toEqual(ids.map((id) => id ?? 0))
  })

  test('are found in any named system', async () => {
    const { api } = reader()
    const [wgs, zone] = await Promise.all([
      api.lookupMany({ body: { crs: 'EPSG:4326', points: [[120.62, 31.27]] } }),
      api.lookupMany({ body: { crs: 'EPSG:4549', points: [[559_045.6872, 3_461_075.537]] } }),
    ])
    expect(zone.codes).toEqual(wgs.codes)
    const bytes = await sendBytes(bytesOf([[120.624175, 31.267811]]), '?crs=GCJ-02')
    expect(await idsOf(bytes)).toEqual(wgs.ids)
  })

  test('may be none', async () => {
    const { codes, nearest } = await reader().api.lookupMany({ body: { crs: 'EPSG:4490', points: [] } })
    expect([codes, nearest]).toEqual([[], []])
    const answer = await sendBytes(new Uint8Array(), '?crs=EPSG:4490')
    expect([answer.status, await idsOf(answer)]).toEqual([200, []])
  })
})

describe('what cannot be is refused by name', () => {
  const place: LonLat = [120.62, 31.27]
  test.each([
    [{ points: [place] }, 'crs'],
    [{ crs: 'EPSG:4326' }, 'points'],
    [{ crs: 'EPSG:4326', points: 'x' }, 'points'],
    [{ crs: 'EPSG:4326', points: [place], scheme: 'parish' }, 'scheme'],
    [{ crs: 'EPSG:4326', points: [place], at: '2025-01-01' }, 'at'],
    [{ crs: 'EPSG:4326', points: [place, [200, 3]] }, 'points.1'],
    [{ crs: 'EPSG:4326', points: [place, place, [31.27, 120.62]] }, 'points.2'],
    [{ crs: 'EPSG:4326', points: [[null, 31]] }, 'points.0'],
    [{ crs: 'EPSG:4326', points: [[1, 2, 3]] }, 'points.0'],
    [{ crs: 'EPSG:4326', points: [place, { lon: 120 }] }, 'points.1'],
  ])('%j: %s', async (body, field) => {
    const { server } = reader()
    const { bearer } = await server.as('reader')
    expect(await fieldOf(await server.send('POST', '/api/lookup', { bearer, body }))).toEqual([400, field])
  })

  test.each([
    ['crs', '', [place]],
    ['crs', '?crs=EPSG:9999', [place]],
    ['scheme', '?crs=EPSG:4490&scheme=parish', [place]],
    ['at', '?crs=EPSG:4490&at=2025-01-01', [place]],
    ['points.1', '?crs=EPSG:4490', [place, [Number.NaN, 31]]],
    ['points.0', '?crs=EPSG:4490', [[31.27, 120.62]]],
  ] as [string, string, LonLat[]][])('as bytes: %s of %s', async (field, query, positions) => {
    expect(await fieldOf(await sendBytes(bytesOf(positions), query))).toEqual([400, field])
  })

  test('bytes that are no whole pairs', async () => {
    for (const length of [15, 17, 24])
      expect(await fieldOf(await sendBytes(new Uint8Array(length), '?crs=EPSG:4490'))).toEqual([400, 'body'])
  })

  test('one position too many', async () => {
    const { server } = reader()
    const body = { crs: 'EPSG:4326', points: Array(100_001).fill(place) }
    const { bearer } = await server.as('reader')
    expect(await fieldOf(await server.send('POST', '/api/lookup', { bearer, body }))).toEqual([400, 'points'])
    const bytes = await sendBytes(new Uint8Array(16 * 100_001), '?crs=EPSG:4490')
    expect(await fieldOf(bytes)).toEqual([400, 'points'])
  })

  test('swapped positions are said to be', async () => {
    const swapped = reader().api.lookupMany({ body: { crs: 'EPSG:4326', points: [[31.27, 120.62]] } })
    await expect(swapped).rejects.toThrow(/look swapped/)
  })

  test('nobody who is not signed in is read', async () => {
    const answer = await reader().server.send('POST', '/api/lookup', {
      body: { crs: 'EPSG:4326', points: [place] },
    })
    expect(answer.status).toBe(401)
  })
})

describe('a hundred thousand positions', () => {
  const many = Array.from(
    { length: 100_000 },
    (_, n): LonLat => [120.608 + (n % 317) * 7.5e-5, 31.261 + (n % 281) * 6.4e-5],
  )

  test('are answered, others meanwhile', async () => {
    const { api } = reader()
    const began = performance.now()
    const batch = api.lookupMany({ body: { crs: 'EPSG:4490', points: many } })
    const other = api.lookup({ query: { crs: 'EPSG:4490', lon: 120.62, lat: 31.27 } })
    const { ids } = await batch
    console.info(`as JSON in ${Math.round(performance.now() - began)} ms`)
    expect(ids).toHaveLength(many.length)
    expect((await other).inDistrict).toBe(true)
    const bytes = bytesOf(many)
    const again = performance.now()
    const answer = await sendBytes(bytes, '?crs=EPSG:4490')
    expect(await idsOf(answer)).toEqual(ids.map((id) => id ?? 0))
    console.info(`as bytes in ${Math.round(performance.now() - again)} ms`)
  })

  test('are no longer worked on once nobody waits for them', async () => {
    const { db } = reader().server
    const grids = await readGrids(db, makeGridNumbers())
    const { district } = await readCatalogue(db)
    let slices = 0
    const stopped = await locateMany(grids, district, 0, 'BD-09', many, () => ++slices === 3)
    expect([stopped, slices]).toEqual([null, 3])
  })

  test('a client that goes away does no harm', async () => {
    const { api } = reader()
    const leaving = new AbortController()
    const asked = api.lookupMany({ body: { crs: 'BD-09', points: many }, signal: leaving.signal })
    setTimeout(() => leaving.abort(), 150)
    await expect(asked).rejects.toThrow(/abort/i)
    expect((await api.lookup({ query: { crs: 'EPSG:4490', lon: 120.62, lat: 31.27 } })).inDistrict).toBe(true)
  })
})
