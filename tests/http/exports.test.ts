/** Exports over HTTP: who may, what an answer says of itself, the audit's line, what a filter leaves, and what happens when the client goes away. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { rows } from '../../server/db/database.ts'
import { useReader } from '../support/reader.ts'

const reader = useReader(3_000)
const EXPORT = '/api/exports/components'

const text = async (query: string): Promise<string> => (await reader().get(`${EXPORT}?${query}`)).text()
const featuresOf = async (query: string): Promise<{ id: number; properties: Record<string, unknown> }[]> =>
  JSON.parse(await text(`format=geojson&${query}`)).features

test('the answer is a file with its day and filter in its name, also in ASCII', async () => {
  const { fixture } = reader()
  const answer = await reader().get(
    `${EXPORT}?format=csv&class=${fixture.classIds[0]}&state=damaged,missing&at=2026-06-30`,
  )
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  const [, plain, full = ''] =
    /^attachment; filename="([\x20-\x7e]+)"; filename\*=UTF-8''(\S+)$/.exec(
      answer.headers.get('content-disposition') ?? '',
    ) ?? []
  expect(plain).toMatch(/^components.*-2026-06-30\.csv$/)
  expect(decodeURIComponent(full)).toBe('部件-雨水井盖-破损-丢失-2026-06-30.csv')
  const lines = (await answer.text()).trim().split('\r\n')
  expect(lines).toHaveLength(Number(answer.headers.get('export-rows')) + 1)
  expect(lines.length).toBeGreaterThan(2)
})

describe('any filter of the list gives what the list gives', () => {
  const cases = (): [string, Record<string, unknown>][] => {
    const { fixture } = reader()
    const [lon = 0, lat = 0] = fixture.grids.at(-1)?.ring[0] ?? []
    return [
      ['nothing', {}],
      ['class, state', { class: [fixture.classIds[1]], state: ['intact'] }],
      ['grid, owner', { grid: [fixture.grids[0]?.id], owner: [fixture.companyIds[0]] }],
      ['confirmation, maintainer', { confirmation: ['unowned'], maintainer: fixture.companyIds }],
      ['box', { bbox: [lon - 0.004, lat - 0.004, lon, lat] }],
      ['words', { q: '路1' }],
      ['code', { code: '3205060104' }],
      ['an instant', { at: '2025-06-01T00:00:00Z', competent: [fixture.departmentIds[0]] }],
      ['nothing at all', { code: '999' }],
    ]
  }
  test.each(Array.from({ length: 9 }, (_, n) => n))('%i', async (n) => {
    const [name, filter] = cases()[n] ?? ['', {}]
    const query = Object.entries(filter)
      .map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`)
      .join('&')
    const listed = await reader().api.listComponents({ query: { ...filter, limit: 1000 } as never })
    const exported = await featuresOf(query)
    expect([name, exported.length]).toEqual([name, listed.total])
    if (listed.next === null)
      expect(exported.map(({ id }) => id).sort((a, b) => a - b)).toEqual(
        listed.items.map(({ id }) => id).sort((a, b) => a - b),
      )
    if (name !== 'nothing at all') expect(exported.length).toBeGreaterThan(0)
  })
})

test('as of an instant everything is of that instant', async () => {
  const { fixture } = reader()
  const of = (features: Awaited<ReturnType<typeof featuresOf>>, id: number) =>
    features.find((f) => f.id === id)
  const [before, now] = [await featuresOf('at=2025-06-01T00:00:00Z'), await featuresOf('')]
  expect(of(before, fixture.removedId)?.properties.state).toBeDefined()
  expect(of(now, fixture.removedId)).toBeUndefined()
  expect(of(before, fixture.changedId)?.properties).toMatchObject({
    state: 'damaged',
    maintainer_code: 'E1',
    maintainer_confirmation: 'presumed',
  })
  expect(of(now, fixture.changedId)?.properties).toMatchObject({
    state: 'intact',
    maintainer_code: 'E2',
    maintainer_confirmation: 'confirmed',
  })
})

test('each export is written down: who, which filter, how many; asking for the head only is none', async () => {
  const { server } = reader()
  const { name, bearer } = await server.as('reader')
  const lines = () =>
    rows<{ action: string; after: Record<string, unknown> }>(
      server.db,
      `select a.action as action, a.after as after from audit as a where a.actor = :name::text order by a.id`,
      { name },
    )
  const path = `${EXPORT}?format=csv&state=damaged&crs=GCJ-02`
  const head = await server.send('HEAD', path, { bearer })
  expect(Number(head.headers.get('export-rows'))).toBeGreaterThan(0)
  expect(await lines()).toEqual([])
  await (await server.send('GET', path, { bearer })).text()
  expect(await lines()).toEqual([
    {
      action: 'component.export',
      after: {
        rows: Number(head.headers.get('export-rows')),
        filter: { state: ['damaged'] },
        format: 'csv',
        crs: 'GCJ-02',
        encoding: 'utf-8',
        names: 'own',
        geometry: 'xy',
        file: expect.stringMatching(/^部件-破损-\d{4}-\d\d-\d\d\.csv$/),
      },
    },
  ])
})

test.each([
  'format=dwg',
  'format=csv&crs=EPSG:2364',
  'format=csv&colour=red',
  'state=damaged',
  'format=csv&encoding=big5',
])('what is not understood is refused in words: %s', async (query) => {
  const answer = await reader().get(`${EXPORT}?${query}`)
  expect([answer.status, (await answer.json()).error.code]).toEqual([400, 'invalid_input'])
  expect(answer.headers.get('content-disposition')).toBeNull()
})

describe('a client that goes away', () => {
  /** Transactions of exports; the embedded database shows none. */
  const transactions = () =>
    rows(
      reader().server.db,
      `select a.pid as pid from pg_stat_activity as a
        where a.state like 'idle in transaction%' and a.datname = current_database() and a.query like '%"competentUnit"%'`,
    )
  let spool: string
  beforeAll(async () => {
    spool = await mkdtemp(path.join(os.tmpdir(), 'gridbook-spool-'))
    vi.stubEnv('TMPDIR', spool)
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    await rm(spool, { recursive: true })
  })
  const small = async () => (await reader().get(`${EXPORT}?format=csv&code=999`)).status

  test.each(['csv', 'xlsx', 'geojson', 'shapefile', 'geopackage'])(
    '%s: ends its export, and leaves room for others',
    async (format) => {
      const { server, bearer } = reader()
      const leaveEarly = (): Promise<number> =>
        new Promise((resolve, reject) => {
          const asked = http.get(
            `${server.base}${EXPORT}?format=${format}`,
            { headers: { authorization: `Bearer ${bearer}` }, agent: false },
            (answer) => {
              answer.on('error', () => {})
              answer.destroy()
              resolve(answer.statusCode ?? 0)
            },
          )
          asked.on('error', reject)
        })
      // More than run at a time: one that did not end would hold its place.
      for (let n = 0; n < 6; n++) await expect.poll(leaveEarly, { timeout: 60_000 }).toBe(200)
      await expect
        .poll(async () => [await small(), ...(await transactions()), ...(await readdir(spool))], {
          timeout: 60_000,
        })
        .toEqual([200])
    },
  )
})

test('more exports than run at a time are told to come back', async () => {
  const { server, bearer } = reader()
  await expect
    .poll(async () => (await reader().get(`${EXPORT}?format=csv&code=999`)).status, { timeout: 60_000 })
    .toBe(200)
  const ask = () => server.send('GET', `${EXPORT}?format=geojson`, { bearer })
  const answers = await Promise.all(Array.from({ length: 12 }, ask))
  const codes = answers.map(({ status }) => status)
  expect(codes.filter((status) => status === 429).length).toBeGreaterThan(0)
  expect(codes.filter((status) => status === 200).length).toBeGreaterThanOrEqual(4)
  for (const answer of answers) {
    const body = await answer.json()
    if (answer.status === 429) expect(body.error.code).toBe('exports_busy')
    else expect(body.features).toHaveLength(2_999)
  }
  await expect.poll(async () => (await ask()).status, { timeout: 60_000 }).toBe(200)
})
